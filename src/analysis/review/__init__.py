"""An application in the browser: an article beside what is found in it, decided row by row, and the pages it makes."""
