-- By itself: beside the index that takes its place, it would wait for a batch that waits for that one to be made.
drop index listings_words;
