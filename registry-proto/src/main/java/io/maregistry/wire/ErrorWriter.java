package io.maregistry.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes errors as every JSON route answers them. */
public final class ErrorWriter {

    private ErrorWriter() {}

    /**
     * Writes {@code {"status":…,"code":…,"message":…,"path":…,"timestamp":…}} and what else is known.
     *
     * @param path of the request, without its query
     * @param timestampMillis epoch milliseconds
     */
    public static void write(JsonGenerator json, ErrorBody error, String path, long timestampMillis)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("status", ErrorTable.httpStatus(error.code()));
        json.writeStringField("code", error.code().name());
        json.writeStringField("message", error.message());
        json.writeStringField("path", path);
        json.writeNumberField("timestamp", timestampMillis);
        if (error.leader() != null) {
            json.writeStringField("leader", error.leader());
        }
        if (error.details().revision() >= 0) {
            json.writeNumberField("revision", error.details().revision());
        }
        if (error.details().generation() >= 0) {
            json.writeNumberField("generation", error.details().generation());
        }
        if (error.at() != null) {
            json.writeStringField("at", error.at());
        }
        if (!error.allowed().isEmpty()) {
            json.writeArrayFieldStart("allowed");
            for (String method : error.allowed()) {
                json.writeString(method);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
