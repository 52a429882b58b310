"""The review page: a folder of HTML to hold every value against the page that it was read from.

`record` reads what `extract` wrote; `files` finds the files that it was read from; `pictures` and `passages` say what
their pages and lines look like and `shown` puts both together; `items` says what to look at first; `charts` and
`history` put the years side by side; `templating` and `site` make pages of it all; `folder` writes them.
"""
