import os

bind = f"127.0.0.1:{os.environ['PORT']}"
workers = 2 * os.cpu_count() + 1
worker_class = "gthread"
threads = 4
keepalive = 30
preload_app = True
