-- Whether a text may have what a query asks for.
select regexp_matches('Flooded again', search_any_word('flood OR storm')) as may_have_it
order by may_have_it
