"""How people reach it: JSON routes, pages, the command line, the worker. Wiring builds everything."""
