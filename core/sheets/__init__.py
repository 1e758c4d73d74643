"""The one door to spreadsheets that people upload: bytes → typed cells, nothing guessed.

`archive` bounds the file before the library sees it, `book` reads its sheets, `cells` says what a cell holds and refuses to
read it as anything else, `number_formats` knows what its format shows, `headings` finds columns by their names, `listing`
reads a list of people or things (XLSX or CSV).
"""
