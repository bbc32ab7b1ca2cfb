package io.maregistry.cli;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.ServiceName;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Names the services of a namespace, one a line, in the order of their keys. */
@Command(
        name = "services",
        mixinStandardHelpOptions = true,
        description = "Names the services of a namespace, one a line, in the order of their keys.")
final class ServicesCommand implements Callable<Integer> {

    @Mixin
    private NamespaceAccess access = new NamespaceAccess();

    @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "only those that begin so")
    private String prefix = "";

    @Override
    public Integer call() {
        PrintWriter out = access.out();
        try (RegistryClient client = access.open()) {
            client.listServices().stream()
                    .filter(service -> service.name().startsWith(prefix))
                    .map(ServiceName::key)
                    .forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
