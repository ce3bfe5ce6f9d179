-- Whether a text may have a word.
select regexp_matches('Flooded again', search_near_words('flood OR storm')) as may_have_it
order by may_have_it
