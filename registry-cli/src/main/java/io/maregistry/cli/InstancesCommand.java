package io.maregistry.cli;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the instances of a service. */
@Command(
        name = "instances",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the instances of a service, in the order of their registration.",
            "",
            "A filter is a condition such as zone=a, !canary, 'cores>=8', 'zone in (a,b)', version^=2.,"
                    + " 'metrics.load<0.5' or instance.status=Running; of several, all must match."
        })
final class InstancesCommand implements Callable<Integer> {

    @Mixin
    private Access access = new Access();

    @Parameters(paramLabel = "SERVICE", description = "its name, or its key: namespace/group/service")
    private String service = "";

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "CONDITION",
            description = "only those that match; may be given several times")
    private List<String> conditions = new ArrayList<>();

    @Option(names = "--healthy", description = "only those that may be called")
    private boolean healthy;

    @Override
    public Integer call() {
        Filter filter = Filter.of(conditions);
        Table table = new Table("INSTANCE", "STATUS", "CALLABLE", "WEIGHT", "PARAMETERS");
        try (RegistryClient client = access.open()) {
            client.get(service, filter).instances().stream()
                    .filter(instance -> !healthy || instance.isHealthy())
                    .forEach(instance -> table.add(
                            instance.id().url(),
                            instance.status().text(),
                            instance.isHealthy() ? "yes" : "no",
                            Integer.toString(instance.weight()),
                            pairs(instance)));
        }
        table.printTo(access.out());
        return 0;
    }

    private static String pairs(Instance instance) {
        return instance.content().parameters().asMap().entrySet().stream()
                .map(InstancesCommand::pair)
                .collect(Collectors.joining(","));
    }

    private static String pair(Map.Entry<String, String> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}
