"""A model that needs no GPU, in KServe's real server, which takes its arguments itself: it doubles numbers."""

from kserve import Model, ModelServer


class Double(Model):
    def __init__(self):
        super().__init__("double")
        self.ready = True

    async def predict(self, payload, headers=None, response_headers=None):
        return {"predictions": [2 * number for number in payload["instances"]]}


if __name__ == "__main__":
    ModelServer(enable_grpc=False).start([Double()])
