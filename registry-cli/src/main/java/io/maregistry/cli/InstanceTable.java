package io.maregistry.cli;

import io.maregistry.model.Instance;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;

/** Instances with what counts of them, one a line. One thread. */
final class InstanceTable {

    private final Table table = new Table("INSTANCE", "STATUS", "CALLABLE", "WEIGHT", "PARAMETERS");

    void add(Instance instance) {
        table.add(
                instance.id().url(),
                instance.status().text(),
                instance.isHealthy() ? "yes" : "no",
                Integer.toString(instance.weight()),
                pairs(instance));
    }

    void printTo(PrintWriter out) {
        table.printTo(out);
    }

    private static String pairs(Instance instance) {
        return instance.content().parameters().asMap().entrySet().stream()
                .map(InstanceTable::pair)
                .collect(Collectors.joining(","));
    }

    private static String pair(Map.Entry<String, String> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}
