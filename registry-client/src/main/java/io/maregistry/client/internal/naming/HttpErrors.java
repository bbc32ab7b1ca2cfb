package io.maregistry.client.internal.naming;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.wire.ErrorDetails;
import io.maregistry.wire.JsonInput;

/** What a node says over HTTP of a request that it refuses. Stateless; any thread. */
final class HttpErrors {

    private static final int ELSEWHERE =
            3; // hundred and so many: where redirects are wanted, from whoever does not lead
    private static final int TOO_SLOW = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;

    private HttpErrors() {}

    /** The exception that the answer stands for; an answer of somebody else counts by its status. */
    static RegistryException of(int status, byte[] body) {
        ErrorDetail.Builder detail = ErrorDetail.newBuilder();
        try {
            read(JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST), detail);
        } catch (RegistryException.InvalidRequest notOurs) {
            return unknown(status, "status " + status);
        }
        RegistryException known = ErrorDetails.exception(detail.build());
        return known == null ? unknown(status, detail.getCode() + ": " + detail.getMessage()) : known;
    }

    private static void read(JsonInput json, ErrorDetail.Builder detail) {
        json.begin();
        json.fields(field -> {
            switch (field) {
                case "code" -> detail.setCode(json.text());
                case "message" -> detail.setMessage(json.text());
                case "at" -> detail.setAt(json.text());
                case "revision" -> detail.setRevision(json.integer(0, Long.MAX_VALUE));
                default -> json.skip();
            }
        });
        json.end();
    }

    private static RegistryException unknown(int status, String message) {
        if (status >= SERVER_FAULT) {
            return new RegistryException.Indeterminate(message);
        }
        if (status == TOO_MANY) {
            return new RegistryException.Overloaded(message, 1);
        }
        return status / 100 == ELSEWHERE || status == TOO_SLOW || status == TOO_EARLY
                ? new RegistryException.Unavailable(ErrorCode.NOT_READY, message)
                : new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
