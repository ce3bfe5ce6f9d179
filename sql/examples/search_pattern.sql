-- How often a phrase stands in a text.
select
    len(
        regexp_extract_all(
            'Köln, new york; New  York and NEW-YORK', search_pattern('"new york"')
        )
    ) as times
order by times
