package io.maregistry.benchmark.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a load sends: the bytes of one request after another. Any thread. */
@FunctionalInterface
interface Requests {

    /** The next request, for the node at that address. */
    byte[] next(InetSocketAddress target);

    /** The same read again and again. */
    static Requests get(String path) {
        return target ->
                ("GET " + path + " HTTP/1.1\r\nHost: " + host(target) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Registrations of distinct instances that stay, so that nobody's expiry is measured along.
     *
     * @param prefix begins the names of the services, so that two runs register different ones
     * @param services over how many they are spread
     */
    static Requests registrations(String prefix, int services) {
        AtomicLong count = new AtomicLong();
        return target -> {
            long number = count.getAndIncrement();
            return persistentRegistration(target, prefix + ".Service" + number % services, number);
        };
    }

    /**
     * Renewals of instances that are registered, one a request.
     *
     * @param services that of each instance; the number of an instance is its place here
     */
    static Requests renewals(List<String> services) {
        AtomicInteger count = new AtomicInteger();
        return target -> {
            int number = Math.floorMod(count.getAndIncrement(), services.size());
            return post(target, "/renew?service=" + services.get(number), instance(number, ""));
        };
    }

    /** The registration of one instance that has to renew; another number is another instance. */
    static byte[] registration(InetSocketAddress target, String service, long number) {
        return post(target, "/reg?service=" + service, instance(number, ""));
    }

    /** The registration of one instance that stays. */
    static byte[] persistentRegistration(InetSocketAddress target, String service, long number) {
        return post(target, "/reg?service=" + service, instance(number, ",\"ephemeral\":false"));
    }

    /** The removal of what {@link #persistentRegistration} registers. */
    static byte[] removal(InetSocketAddress target, String service, long number) {
        return post(target, "/unreg?service=" + service, instance(number, ""));
    }

    private static String instance(long number, String more) {
        String address = "10." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
        return "{\"scheme\":\"http\",\"host\":\"" + address + "\",\"port\":" + (8080 + (number >>> 24))
                + ",\"context\":\"x\"" + more + "}";
    }

    /** One POST of JSON. */
    static byte[] post(InetSocketAddress target, String path, String body) {
        return send("POST", target, path, body);
    }

    /** One PUT of JSON. */
    static byte[] put(InetSocketAddress target, String path, String body) {
        return send("PUT", target, path, body);
    }

    private static byte[] send(String verb, InetSocketAddress target, String path, String body) {
        return (verb + ' ' + path + " HTTP/1.1\r\nHost: " + host(target)
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String host(InetSocketAddress target) {
        return target.getAddress().getHostAddress() + ":" + target.getPort();
    }
}
