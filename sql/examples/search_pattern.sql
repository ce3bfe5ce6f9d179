-- Where a phrase stands in a text.
select
    regexp_extract_all(
        'Köln, new york; New  York and NEW-YORK', search_pattern('"new york"'), 1
    ) as found
order by found
