-- How much a use of a name says for its being the full one: a lone surname, an acronym and capitals
-- count for little beside a longer form in use.
create or replace temp macro name_weight(name_type, full_name) as case
    when name_type = 'PERSON' and full_name not like '% %' then 0.01
    when
        name_type != 'PERSON'
        and full_name = upper(full_name)
        and full_name not like '% %'
        and length(replace(full_name, '.', '')) <= 5
        then 0.1
    when full_name = upper(full_name) and not regexp_matches(full_name, '[0-9&]') then 0.3
    else 1
end
