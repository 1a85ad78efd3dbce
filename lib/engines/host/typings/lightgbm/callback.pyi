class CallbackEnv:
    iteration: int
