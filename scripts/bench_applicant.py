"""Serves the probe's page to a browser and prints how long it took there.

Called by scripts/bench-applicant: `bench_applicant.py BROWSER FOLDER...`, with the folders in which
the files lie that the page asks for.
"""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

MOST_SECONDS = 120
# By the end of a file's name; what has none is bytes.
TYPES = {".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm"}


class Handler(http.server.BaseHTTPRequestHandler):
    folders = []
    told = None
    is_told = threading.Event()

    def do_GET(self):
        name = os.path.basename(self.path)
        paths = [os.path.join(folder, name) for folder in self.folders]
        found = next(filter(os.path.isfile, paths), None)
        if found is None:
            return self.send_error(404)
        with open(found, "rb") as file:
            body = file.read()
        self.send_response(200)
        kind = TYPES.get(os.path.splitext(name)[1], "application/octet-stream")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        n_bytes = int(self.headers["Content-Length"])
        Handler.told = json.loads(self.rfile.read(n_bytes))
        self.send_response(204)
        self.end_headers()
        self.is_told.set()

    def log_message(self, *_):
        """Requests are of no interest."""


def main():
    browser, *Handler.folders = sys.argv[1:]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/speed.html"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   f"--user-data-dir={profile}", "--remote-debugging-port=0", address]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        is_told = Handler.is_told.wait(MOST_SECONDS)
        process.terminate()
        process.wait()
    if not is_told:
        sys.exit(f"no answer from {browser} within {MOST_SECONDS} s")
    if "error" in Handler.told:
        sys.exit(f"the page failed: {Handler.told['error']}")
    told = Handler.told
    of = "{median:.3f} ms, 99 % within {slow:.3f} ms".format_map
    print(f"{told['nFeatures']:,} features from JSON: {of(told['features'])}")
    n_trees, n_leaves = told["nTrees"], told["nLeaves"] / told["nTrees"]
    explanation = of(told["explanation"])
    print(f"their explanation by {n_trees} trees of {n_leaves:.1f} leaves: {explanation}")


if __name__ == "__main__":
    main()
