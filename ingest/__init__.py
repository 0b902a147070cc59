"""A plan file becomes a document: one reading text, and blocks and passages that are spans of it.

`reading` is the way in; `child` reads each file in a process of its own, held to `limits`; `kinds` tells what a file
is, `charset` its characters, and `readers` hands its bytes to the reader of that kind: `text`, `markdown`, `html`,
`word`, `pdf`. A reader gives `parts` in their order. Of these, `planted` leaves out orders to software, `contents`
and `charts` what is no running text, `joins`, `table_joins` and `hyphens` mend what pages and lines parted, `asides`
puts boxes where they break nothing, `list_depths` tells how deep items are nested, `styles`, `titles` (with
`title_words`) and `signatures` tell what is a heading, `lost` puts back titles that were pictures, `outline` and
`numbering` tell depths; `assembly` lays everything out as one text by `writing` it under its `open_headings`, with
`tables`, `column_heads` and `governing` telling cells their row, column and year. `glossary` lists acronyms, `said`
what the plan says of itself, `passages` cuts what is searched and cited.

`cleaning`, `marks` and `rows` know characters, list marks and cells; `text_lines` and `aligned` the lines of plain
text, `mail` the headers of e-mails; `html_nodes` the elements of a page, `html_around` those around its text,
`html_hidden` those nobody sees; `word_archive` opens what Word saves, `word_styles` knows its styles, `word_numbers`
its numbers, `word_runs` the words of its paragraphs; `roman` Roman numbers. `pdf_file` opens PDF files, `pdf_tokens`,
`pdf_draw`, `pdf_drawn` and `pdf_geometry` run their pages, `pdf_hidden` tells what nobody sees; `pdf_nodes`,
`pdf_node_parts`, `pdf_tags` and `pdf_tag_rows` read their tags, and for pages without tags there are `pdf_lines`,
`pdf_figures`, `pdf_rules`, `pdf_bullets`, `pdf_numbers`, `pdf_furniture`, `pdf_tables` with `pdf_edges`,
`pdf_row_lines` and `pdf_cells`, `pdf_aligned`, `pdf_asides`, `pdf_stand_ins`, `pdf_layout`, `pdf_paragraphs` and
`pdf_marks`. `ocr` recognises scanned pages where a person asks for it.
"""
