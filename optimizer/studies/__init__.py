"""Studies: questions that take more than one solve. Each file answers one, and returns a `Study`.

They stand on the pipeline (`run`) and below the commands: a study knows neither files nor terminal.
"""
