"""A plan file becomes a document: one reading text, and blocks and passages that are spans of it.

`reading` is the way in. A reader for each kind of file (`text`, …) hands over `parts`; `titles` finds the headings
of files that do not mark any, `lost` puts back titles that were pictures, `outline` says how deep headings are;
`assembly` lays everything out as one text, with `tables` and `governing` telling cells their row, column and year;
`glossary` lists acronyms; `passages` cuts what is searched and cited. `cleaning`, `marks` and `rows`
know the characters, list marks and cells that all of them meet; `limits` says how much is read.
"""
