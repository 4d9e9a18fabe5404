-- A plan that is made once is made of the rows that are there: a session that begins to import into an empty market kept
-- reading all search rows for each of a thousand listings. By their ids it reads as little when there are many.
alter function project_listings(text[]) set enable_seqscan = off;
