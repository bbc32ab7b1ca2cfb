package io.maregistry.benchmark.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
     * Registrations of distinct instances.
     *
     * @param prefix begins the names of the services, so that two runs register different ones
     * @param services over how many they are spread
     */
    static Requests registrations(String prefix, int services) {
        AtomicLong count = new AtomicLong();
        return target -> {
            long number = count.getAndIncrement();
            return registration(target, prefix + ".Service" + number % services, number);
        };
    }

    /** The registration of one instance; another number is another instance. */
    static byte[] registration(InetSocketAddress target, String service, long number) {
        String address = "10." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
        String body = "{\"scheme\":\"http\",\"host\":\"" + address + "\",\"port\":" + (8080 + (number >>> 24))
                + ",\"context\":\"x\"}";
        return ("POST /reg?service=" + service + " HTTP/1.1\r\nHost: " + host(target)
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String host(InetSocketAddress target) {
        return target.getAddress().getHostAddress() + ":" + target.getPort();
    }
}
