package io.maregistry.client;

import io.maregistry.server.config.Address;
import io.maregistry.server.config.GrpcConfig;
import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three nodes whose clients come through a proxy for each; among themselves the nodes do not. */
final class ProxiedCluster implements AutoCloseable {

    private static final int SIZE = 3;

    private final List<TcpProxy> proxies = new ArrayList<>();
    private final LocalCluster cluster;

    ProxiedCluster(Path directory) {
        List<Integer> ports = FreePorts.take(SIZE);
        LocalCluster.Builder builder = LocalCluster.in(directory).nodes(SIZE);
        for (int number = 1; number <= SIZE; number++) {
            TcpProxy proxy = new TcpProxy(ports.get(number - 1));
            proxies.add(proxy);
            GrpcConfig grpc = new GrpcConfig(loopback(ports.get(number - 1)), loopback(proxy.port()));
            builder.with(number, config -> config.grpc(grpc));
        }
        cluster = builder.start();
        proxies.forEach(TcpProxy::start);
    }

    private static Address loopback(int port) {
        return new Address("127.0.0.1", port);
    }

    LocalCluster cluster() {
        return cluster;
    }

    List<TcpProxy> proxies() {
        return proxies;
    }

    /** The way to that node. */
    TcpProxy proxyOf(LocalCluster.Node node) {
        return proxies.get(cluster.nodes().indexOf(node));
    }

    RegistryClient client() {
        return RegistryClient.builder()
                .endpoints(proxies.stream()
                        .map(proxy -> "127.0.0.1:" + proxy.port())
                        .toArray(String[]::new))
                .callTimeout(LocalCluster.PATIENCE) // what a call does is seen here, not how fast
                .build();
    }

    @Override
    public void close() {
        proxies.forEach(TcpProxy::close);
        cluster.close();
    }
}
