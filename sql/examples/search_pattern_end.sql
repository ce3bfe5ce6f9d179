-- What may stand behind a phrase.
select regexp_matches('ing ', '^' || search_pattern_end(true)) as may_go_on
order by may_go_on
