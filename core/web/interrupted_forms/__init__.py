"""Forms that the end of a session interrupted: what was typed is kept for its writer and stands in the form again.

`owners` says whose a form is; `keeping` keeps and drops; `filling` writes the text into a page; `answers` and `middleware`
are the edge. Reasons: docs/decisions/0029.
"""
