"""The names of the months, in the languages that dates and datelines are most often written in.

Belongs here: the names. Does not belong here: what is made of them (`dates`, `dateline`). Languages
that are not here are left to the dateparser library, which knows them all and takes a hundred times
as long.
"""

from __future__ import annotations

# Month by month: English, German, French, Spanish, Portuguese, Italian, Dutch, Danish, Norwegian,
# Swedish, Polish, Czech, Russian, Ukrainian, Turkish, Finnish, Indonesian. Genitives where a day
# stands before the name. Left out: names that are another month in another language (`listopad`).
_NAMES = (
    (
        "january jan jän januar jänner janvier janv enero ene janeiro gennaio gen januari "
        "stycznia ledna января янв січня ocak oca tammikuuta"
    ),
    (
        "february feb februar feber février fév févr febrero fevereiro fev febbraio febbr "
        "februari lutego února февраля фев лютого şubat şub helmikuuta"
    ),
    (
        "march mar märz mär mrz mars marzo março maart mrt marts marca března марта мар березня "
        "mart maaliskuuta maret"
    ),
    ("april apr avril avr abril abr aprile kwietnia dubna апреля апр квітня nisan nis huhtikuuta"),
    "may mai mayo maio maggio mag mei maj maja května мая травня mayıs toukokuuta",
    (
        "june jun juni juin junio junho giugno giu czerwca června июня июн червня haziran haz "
        "kesäkuuta"
    ),
    (
        "july jul juli juillet juil julio julho luglio lug lipca července июля июл липня temmuz "
        "tem heinäkuuta"
    ),
    (
        "august aug août agosto ago augustus augusti sierpnia srpna августа авг серпня ağustos "
        "ağu elokuuta agustus"
    ),
    (
        "september sept sep septembre septiembre setiembre setembro settembre sett września "
        "září сентября сен сент вересня eylül eyl syyskuuta"
    ),
    (
        "october oct oktober okt octobre octubre outubro ottobre ott października října октября "
        "окт жовтня ekim lokakuuta"
    ),
    "november nov novembre noviembre novembro ноября ноя листопада kasım marraskuuta",
    (
        "december dec dezember dez décembre déc diciembre dic dezembro dicembre desember "
        "grudnia prosince декабря дек грудня aralık joulukuuta"
    ),
)

MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}
"""Case-folded name or abbreviation, without its full stop -> number of the month."""
