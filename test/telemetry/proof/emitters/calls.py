"""Calls of a model, of every kind once a round. Nothing here records them: what does is started around this program."""

import logging
import time

from openai import OpenAI, OpenAIError

logging.basicConfig(level=logging.INFO)
client = OpenAI(max_retries=0)

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city, now.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


def ask(model: str, question: str, **more):
    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": question}], **more)


def a_round() -> None:
    ask("gpt-4o-mini", "What does a collector do?")
    ask("gpt-4o-mini", "What is the weather in Oslo?", tools=[WEATHER])
    for _ in ask("gpt-4o-mini", "And in one word?", stream=True, stream_options={"include_usage": True}):
        pass
    client.embeddings.create(model="text-embedding-3-small", input=["A collector collects."])
    try:
        ask("gpt-4o-mini-preview", "Is anybody there?")
    except OpenAIError as error:
        logging.info("the provider is busy: %s", error)


for _ in range(2):
    a_round()
    # Metrics are sent in between.
    time.sleep(2)
