"""How exchanges become impacts: equations, their graph, assessment, accounts, explanation."""
