-- Tags of a file's extended attributes, and guesses from the prompts of models that paint.
INSERT INTO source (id, name) VALUES (12, 'attribute'), (13, 'prompt');
