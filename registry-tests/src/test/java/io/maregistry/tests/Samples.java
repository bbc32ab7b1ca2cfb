package io.maregistry.tests;

import io.maregistry.testkit.HttpCalls;

/** Instances as the documents write them, and the calls that every suite makes. */
final class Samples {

    private static final int HTTP_PORT = 8080;

    private Samples() {}

    /** {@code http://10.0.0.<number>:8080/app}, which has to renew. */
    static String instance(int number) {
        return "{\"scheme\":\"http\",\"host\":\"10.0.0." + number + "\",\"port\":" + HTTP_PORT
                + ",\"context\":\"app\"}";
    }

    /** {@code http://10.0.0.1:8080/<number>}, which stays until it is unregistered. */
    static String persistent(int number) {
        return "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":" + HTTP_PORT + ",\"context\":\"" + number
                + "\",\"ephemeral\":false}";
    }

    /** Registers persistent instances of these numbers, one after the other; each must be taken. */
    static void registerPersistent(HttpCalls node, String service, int from, int to) {
        for (int number = from; number < to; number++) {
            HttpCalls.Answer answer = node.post("/reg?service=" + service, persistent(number));
            if (answer.status() != 200) {
                throw new AssertionError("instance " + number + " of " + service + ": " + answer);
            }
        }
    }

    /** How many instances the node lists. */
    static int listed(HttpCalls node, String service) {
        return node.get("/findAll?service=" + service).json().size();
    }
}
