"""The review page: a folder of HTML to hold every value against the page or text that it was read from.

`files` finds what documents were read from; `pictures` and `passages` say what their pages and lines look like, and
`shown` puts that together with what was published of them; `items` says what to look at first, `edit` how to mend it;
`charts` and `history` put the years side by side; `words` and `templating` make pages of it all, `site` is the story,
and `folder` writes it down.
"""
