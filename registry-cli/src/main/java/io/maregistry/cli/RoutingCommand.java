package io.maregistry.cli;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which groups of a service get its calls: shows it, switches it, clears it. */
@Command(
        name = "routing",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows and says which groups of a service get its calls.",
            "",
            "It holds for those who read the group @active; a switch is one step for all of them."
        })
final class RoutingCommand {

    private static final String ALL = "all";
    private static final String NAMED = "its name, or namespace/*/service";

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Lists the groups with their weights.")
    int show(@Mixin NamespaceAccess access, @Parameters(paramLabel = "SERVICE", description = NAMED) String service) {
        try (RegistryClient client = access.open()) {
            return print(access, client.routing(service).get());
        }
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Has these groups get the calls from now on.")
    int set(
            @Mixin NamespaceAccess access,
            @Parameters(paramLabel = "SERVICE", description = NAMED) String service,
            @Option(names = "--active", paramLabel = "GROUP", description = "this group gets all") @Nullable
                    String active,
            @Option(
                            names = "--weights",
                            paramLabel = "GROUP=WEIGHT",
                            split = ",",
                            description = "these groups share them, each by its part of the sum: 0 to 10000")
                    @Nullable
                    Map<String, Integer> weights) {
        Routing routing = routing(active, weights);
        try (RegistryClient client = access.open()) {
            client.routing(service).set(routing);
            return print(access, Optional.of(routing));
        }
    }

    private static Routing routing(@Nullable String active, @Nullable Map<String, Integer> weights) {
        if (active != null && weights == null) {
            return Routing.to(active);
        }
        if (weights != null && active == null) {
            return Routing.weighted(weights);
        }
        throw new IllegalArgumentException("give --active or --weights, one of the two");
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Has the default group get all calls again.")
    int clear(@Mixin NamespaceAccess access, @Parameters(paramLabel = "SERVICE", description = NAMED) String service) {
        try (RegistryClient client = access.open()) {
            client.routing(service).clear();
            return print(access, Optional.empty());
        }
    }

    private static int print(Access access, Optional<Routing> routing) {
        Table table = new Table("GROUP", "WEIGHT");
        if (routing.orElse(null) instanceof Routing.Weighted weighted) {
            weighted.weights().forEach((group, weight) -> table.add(group, Integer.toString(weight)));
        } else if (routing.orElse(null) instanceof Routing.Active active) {
            table.add(active.group(), ALL);
        } else {
            table.add(ServiceName.DEFAULT_GROUP, ALL);
        }
        table.printTo(access.out());
        return 0;
    }
}
