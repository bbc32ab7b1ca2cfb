package io.maregistry.cli;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
    private NamespaceAccess access = new NamespaceAccess();

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
        InstanceTable table = new InstanceTable();
        try (RegistryClient client = access.open()) {
            client.get(service, filter).instances().stream()
                    .filter(instance -> !healthy || instance.isHealthy())
                    .forEach(table::add);
        }
        table.printTo(access.out());
        return 0;
    }
}
