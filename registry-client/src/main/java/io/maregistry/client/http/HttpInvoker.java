package io.maregistry.client.http;

import java.time.Duration;
import java.util.Map;

/**
 * Four calls over HTTP/1.1. Any thread; each call blocks until its answer is there as a whole, for the time-out at most.
 *
 * <p>Every answer is UTF-8 text of at most 64 MiB, with a status of 2xx: each other end is an {@link HttpInvokeException}.
 * Redirects are not followed. A url that is no absolute {@code http} or {@code https} one is an {@code
 * IllegalArgumentException}.
 */
public interface HttpInvoker {

    /** The one that is shared by a whole process: 16 calls at once, 500 ms for each. */
    HttpInvoker DEFAULT = of(16, Duration.ofMillis(500));

    /**
     * Another one. It needs no closing; its thread ends once nobody refers to it any more.
     *
     * @param calls how many are under way at once at most, and so how many connections there are; further ones wait
     * @param timeout for a whole call: the wait for its turn, connecting, sending, and the answer
     */
    static HttpInvoker of(int calls, Duration timeout) {
        return new JdkHttpInvoker(calls, timeout);
    }

    /** What the url answers to a GET. */
    String get(String url) throws HttpInvokeException;

    /** The same with parameters, which are encoded and put behind those of the url. */
    String get(String url, Map<String, String> params) throws HttpInvokeException;

    /** What the url answers to a POST of that JSON. */
    String post(String url, String json) throws HttpInvokeException;

    /** The same with parameters in the url. */
    String post(String url, Map<String, String> params, String json) throws HttpInvokeException;
}
