"""Records known values with the SDK, which sends them as exponential histograms when the environment says so."""

from opentelemetry import metrics
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

# Each lies well between two bounds of the conventions; the last is above all of them.
SECONDS = [0.015, 0.03, 0.03, 0.5, 3.0, 3.5, 15.0, 200.0]
TOKENS = [2, 100, 100, 3000]

provider = MeterProvider(metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())])
metrics.set_meter_provider(provider)
meter = metrics.get_meter("exponential")
call = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o",
}

duration = meter.create_histogram("gen_ai.client.operation.duration", unit="s")
for value in SECONDS:
    duration.record(value, call)

usage = meter.create_histogram("gen_ai.client.token.usage", unit="{token}")
for value in TOKENS:
    usage.record(value, {**call, "gen_ai.token.type": "input"})

# Of the application's own: with the bounds that its author chose, and with none.
own = meter.create_histogram("checkout.duration", unit="s", explicit_bucket_boundaries_advisory=[0.0, 1.0])
own.record(0.5)

provider.shutdown()
