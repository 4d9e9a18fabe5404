-- A plan that is made once is made of the rows that are there: one that was made on an empty market read all rows that
-- there were by then, once for each thousand listings that were imported, to join them. Joined one by one, by their ids,
-- it reads as little when there are many.
alter function project_listings(text[]) set enable_mergejoin = off;
alter function project_listings(text[]) set enable_hashjoin = off;
alter function project_listings(text[]) set enable_material = off;
