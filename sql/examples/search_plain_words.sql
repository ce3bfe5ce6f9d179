-- What is found of a query in a text.
select regexp_extract_all('The U.S. flood', search_plain_words('flood OR storm')) as found
order by found
