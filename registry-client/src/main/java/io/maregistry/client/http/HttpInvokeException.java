package io.maregistry.client.http;

import org.jspecify.annotations.Nullable;

/** A call over HTTP that did not end well: no answer came, or one with a status other than 2xx. */
public final class HttpInvokeException extends RuntimeException {

    /** No answer came. */
    public static final int NO_STATUS = -1;

    private static final long serialVersionUID = 1L;
    private static final int MAX_BODY = 500;

    private final String url;
    private final String method;
    private final int status;

    private HttpInvokeException(String url, String method, int status, String message, @Nullable Throwable cause) {
        super(method + ' ' + url + ": " + message, cause);
        this.url = url;
        this.method = method;
        this.status = status;
    }

    static HttpInvokeException answered(String url, String method, int status, String body) {
        String shown = body.length() > MAX_BODY ? body.substring(0, MAX_BODY) + "..." : body;
        return new HttpInvokeException(url, method, status, "status " + status + ": " + shown, null);
    }

    static HttpInvokeException unanswered(String url, String method, String message, @Nullable Throwable cause) {
        return new HttpInvokeException(url, method, NO_STATUS, message, cause);
    }

    /** What was called, parameters included. */
    public String url() {
        return url;
    }

    /** {@code GET} or {@code POST}. */
    public String method() {
        return method;
    }

    /** The status of the answer; {@link #NO_STATUS} where none came, which {@link #getCause()} may say more of. */
    public int status() {
        return status;
    }
}
