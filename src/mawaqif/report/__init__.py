"""The report: tables in, one page and one PDF a language, with every number led back to its sentences.

Read the tables (`tables.read`), count (`findings.find`), draw (`pictures.draw`), gather the evidence (`evidence.gather`), then `page.render`,
`pdf.render` and `exports.write`. No number is typed: sentences stand in `templates/<language>.yaml` with places for what was counted.
"""
