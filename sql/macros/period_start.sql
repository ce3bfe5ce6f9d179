-- The first day of the period that a day lies in; `period` is a word of date_trunc (`day`, `week`,
-- `month`, `quarter`, `year`). Null where the source gives the date less exactly than that: an
-- article that is known to be of 1996 is of no month.
create macro period_start(day, exactness, period) as
case
    when exactness = 'year' and period in ('day', 'week', 'month', 'quarter') then null
    when exactness = 'month' and period in ('day', 'week') then null
    else cast(date_trunc(period, day) as date)
end
