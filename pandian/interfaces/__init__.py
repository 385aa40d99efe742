"""The faces: API, pages, commands, jobs.   门面"""
