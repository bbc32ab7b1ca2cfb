package io.maregistry.benchmark.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * How many services there are, and how many instances in each.
 *
 * @param instances of each service
 * @param services in all
 */
record Shape(int instances, int services) {

    private static final long WALL_MILLIS = 1_763_700_000_000L;

    /** The shape that {@code text}, {@code <instances>x<services>}, stands for. */
    static Shape of(String text) {
        int times = text.indexOf('x');
        return new Shape(Integer.parseInt(text.substring(0, times)), Integer.parseInt(text.substring(times + 1)));
    }

    int total() {
        return instances * services;
    }

    /** The names of the services, in the order of their keys. */
    List<ServiceName> names() {
        List<ServiceName> names = new ArrayList<>(services);
        for (int at = 0; at < services; at++) {
            names.add(ServiceName.of("com.example.shop.Service" + (1_000_000 + at)));
        }
        return names;
    }

    /** The {@code number}th identity; every text in it is its own object, as it comes off the wire. */
    static InstanceId id(int number) {
        return new InstanceId(
                fresh("http"),
                "10." + (number >>> 16) + "." + (number >>> 8 & 255) + "." + (number & 255),
                8080,
                fresh("x"));
    }

    static Instance instance(int number, Content content) {
        return new Instance(id(number), content, Operator.NONE, Status.RUNNING, WALL_MILLIS, number);
    }

    @SuppressWarnings("StringOperationCanBeSimplified") // one object each is what is wanted
    private static String fresh(String text) {
        return new String(text.toCharArray());
    }
}
