package io.maregistry.benchmark.load;

import java.util.BitSet;

/**
 * Instances that live by renewing, by number: 0 to {@code size} - 1, spread evenly over services. One that is silenced
 * renews no more. Any thread.
 */
final class Herd {

    private final String prefix;
    private final int size;
    private final int services;
    private final BitSet silenced = new BitSet(); // guarded by this

    Herd(String prefix, int size, int services) {
        this.prefix = prefix;
        this.size = size;
        this.services = services;
    }

    int size() {
        return size;
    }

    String service(int number) {
        return prefix + number % services;
    }

    private String url(int number) {
        return "http://" + host(number) + ":8080/x";
    }

    synchronized void silence(int number) {
        silenced.set(number);
    }

    synchronized boolean isSilenced(int number) {
        return silenced.get(number);
    }

    /** The body of {@code POST /v1/instances} that registers those from {@code from} to {@code until}, exclusive. */
    String registrations(int from, int until) {
        StringBuilder body = new StringBuilder("{\"items\":[");
        for (int number = from; number < until; number++) {
            body.append(number == from ? "" : ",")
                    .append("{\"op\":\"register\",\"service\":\"")
                    .append(service(number))
                    .append("\",\"instance\":{\"scheme\":\"http\",\"host\":\"")
                    .append(host(number))
                    .append("\",\"port\":8080,\"context\":\"x\"}}");
        }
        return body.append("]}").toString();
    }

    /** The body of {@code POST /v1/renewals} for those of them that are not silenced. */
    String renewals(int from, int until) {
        StringBuilder body = new StringBuilder("{\"items\":[");
        String comma = "";
        for (int number = from; number < until; number++) {
            if (!isSilenced(number)) {
                body.append(comma)
                        .append("{\"service\":\"")
                        .append(service(number))
                        .append("\",\"id\":\"")
                        .append(url(number))
                        .append("\"}");
                comma = ",";
            }
        }
        return body.append("]}").toString();
    }

    String host(int number) {
        return "10." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
    }
}
