"""Writes lines with Python's own logging, one of them within a trace, and sends them over OTLP as its variables say. Prints the ID of the trace."""

import logging

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider

provider = LoggerProvider()
provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
logger = logging.getLogger("assistant")
logger.setLevel(logging.INFO)
logger.addHandler(LoggingHandler(logger_provider=provider))

logger.info("before any request")
with TracerProvider().get_tracer("assistant").start_as_current_span("answer") as span:
    logger.error("the model did not answer", extra={"model": "gpt-4o"})
    print(format(span.get_span_context().trace_id, "032x"))
provider.shutdown()
