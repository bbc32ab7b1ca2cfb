package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A registry of one node, a plain client of it, and applications that know it. One thread. */
final class OneNode implements AutoCloseable {

    private final LocalCluster cluster;
    private final RegistryClient client;

    private OneNode(LocalCluster cluster) {
        this.cluster = cluster;
        this.client = RegistryClient.builder().endpoints(endpoint()).build();
    }

    static OneNode in(Path directory) {
        return new OneNode(LocalCluster.in(directory).start());
    }

    /** One that takes no more instances than that in each service. */
    static OneNode withRoomFor(int instances, Path directory) {
        LimitsConfig usual = LimitsConfig.DEFAULT;
        LimitsConfig tight = new LimitsConfig(
                usual.minTtl(),
                usual.head(),
                usual.body(),
                usual.connections(),
                usual.batch(),
                usual.parameters(),
                usual.metrics(),
                new LimitsConfig.Instances(instances, 1_000, 1_000),
                usual.time(),
                usual.waiting());
        return new OneNode(
                LocalCluster.in(directory).with(node -> node.limits(tight)).start());
    }

    /** Where the node is reached over gRPC. */
    String endpoint() {
        return cluster.node(1).endpoint();
    }

    LocalCluster cluster() {
        return cluster;
    }

    /** A client that is not the application's. */
    RegistryClient client() {
        return client;
    }

    /** The urls under which the service is listed now. */
    List<String> listed(String service) {
        return client.get(service).healthy().stream()
                .map(instance -> instance.id().url())
                .toList();
    }

    /** Runs an application on a free port of loopback, with properties besides the usual ones. */
    ConfigurableApplicationContext run(WebApplicationType type, Class<?> application, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.application.name=orders",
                "server.port=0",
                "server.address=127.0.0.1",
                "maregistry.register.stop-delay=0s",
                "maregistry.endpoints=" + endpoint()));
        all.addAll(Arrays.asList(properties));
        return new SpringApplicationBuilder(application)
                .web(type)
                .logStartupInfo(false)
                .properties(all.toArray(String[]::new))
                .run();
    }

    /** A servlet application. */
    ConfigurableApplicationContext run(Class<?> application, String... properties) {
        return run(WebApplicationType.SERVLET, application, properties);
    }

    @Override
    public void close() {
        client.close();
        cluster.close();
    }
}
