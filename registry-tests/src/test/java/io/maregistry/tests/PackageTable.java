package io.maregistry.tests;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which package lives where and which others of ours it may use, from the bottom layer up. A new package gets a row
 * here, below the first one that uses it. Names are relative to {@code io.maregistry}.
 */
final class PackageTable {

    static final String ROOT = "io.maregistry";

    private static final String[] EVERYTHING = {"*"};

    /** Every package may use these; {@code error} is open to all but {@code model} and {@code state}. */
    private static final String[] ALWAYS = {"model"};

    private final Map<String, Set<String>> rows = new LinkedHashMap<>();

    PackageTable() {
        // registry-proto
        row("model");
        row("error");
        row("proto.v1");
        row("wire", "error", "proto.v1");

        // registry-server
        row("server.config", "error");
        row("server.log", "server.config");
        row("server.net", "error");
        row("server.disk");
        row("server.state");
        row("server.snapshot", "server.state", "server.config", "server.disk", "wire", "error");
        row("server.store", "server.snapshot", "server.state", "server.config", "error");
        row(
                "server.store.file",
                "server.store",
                "server.snapshot",
                "server.state",
                "server.config",
                "server.disk", // permissions, and entries of directories
                "wire", // a plain document's limits
                "error");
        row("server.store.redis", "server.store", "server.snapshot", "server.state", "server.config", "wire", "error");
        row("server.store.jdbc", "server.store", "server.snapshot", "server.state", "server.config", "error");
        row("server.replication", "server.state", "error");
        row(
                "server.raft",
                "server.replication",
                "server.snapshot",
                "server.state",
                "server.config",
                "server.disk",
                "wire",
                "proto.v1", // messages between nodes
                "error");
        row(
                "server.hash",
                "server.replication",
                "server.snapshot",
                "server.state",
                "server.config",
                "server.disk",
                "wire", // what nodes say of themselves
                "error");
        row("server.lease", "server.replication", "server.state", "server.config", "error");
        row("server.watch", "server.state", "error");
        row(
                "server.registry",
                "server.replication",
                "server.lease",
                "server.watch",
                "server.state",
                "server.snapshot", // restore
                "proto.v1", // what nodes ask each other
                "error");
        row(
                "server.export",
                "server.registry", // restore
                "server.replication",
                "server.watch", // how many bytes a change takes
                "server.store",
                "server.snapshot",
                "server.state",
                "error");
        row("server.auth", "server.config", "error");
        row("server.outbound", "server.net", "error");
        row("server.centre", "server.outbound", "server.registry", "server.state", "error");
        row(
                "server.http",
                "server.registry",
                "server.centre",
                "server.watch",
                "server.snapshot",
                "server.state", // the immutable root and views, read and encoded where they lie
                "server.auth",
                "server.config",
                "server.net",
                "wire",
                "error");
        row(
                "server.check",
                "server.outbound",
                "server.replication", // who asks, and where verdicts go
                "server.state", // who is asked, and what a verdict is
                "error");
        row(
                "server.grpc",
                "server.registry",
                "server.watch",
                "server.state", // as http
                "server.auth",
                "server.config",
                "server.net",
                "wire",
                "proto.v1", // the generated services
                "error");
        row("server.migrate", "server.snapshot", "server.state", "wire", "error");
        row("server", EVERYTHING);

        // registry-client
        row("client.spi", "error");
        row("client.internal");
        row("client.internal.transport", "client.spi", "wire", "proto.v1", "error");
        row(
                "client.internal.routing",
                "client.spi",
                "client.internal.transport",
                "proto.v1", // the messages of the calls: values, with nothing of grpc-java
                "error");
        row(
                "client.internal.renewal",
                "client.spi",
                "client.internal.transport", // both halves of a stream
                "client.internal.routing",
                "proto.v1", // as routing
                "error");
        row(
                "client.internal.view",
                "client.spi",
                "client.internal.transport", // as renewal
                "client.internal.routing",
                "proto.v1", // as routing
                "wire",
                "error");
        row("client.http", "wire", "error");
        row("client.centre", "client.http", "wire", "error");
        row("client.naming", "client.internal", "error");
        row(
                "client.internal.naming",
                "client.spi",
                "client.internal",
                "client.naming",
                "client.internal.transport", // refusals of single items
                "client.internal.routing",
                "proto.v1", // as routing
                "wire",
                "error");
        row("client", EVERYTHING);
        row(
                "client.resolver",
                "client.spi",
                "client.internal",
                "client",
                "error"); // makes clients, for targets that name their registry

        // the rest
        row("cli", "client.spi", "client", "wire", "error");
        row("spring", "client.spi", "client", "error");
        row("testkit", EVERYTHING);
        row("testkit.history", EVERYTHING);
        row("benchmark", EVERYTHING);
    }

    private void row(String name, String... mayUse) {
        Set<String> allowed = new HashSet<>(List.of(mayUse));
        allowed.addAll(List.of(ALWAYS));
        if (rows.put(name, allowed) != null) {
            throw new IllegalStateException("two rows for " + name);
        }
    }

    boolean hasRow(String javaPackage) {
        return relative(javaPackage).filter(rows::containsKey).isPresent();
    }

    /** Whether a class of {@code from} may depend on one of {@code to}; whoever is not ours is free here. */
    boolean mayUse(String from, String to) {
        Optional<String> user = relative(from);
        Optional<String> used = relative(to);
        if (user.isEmpty() || used.isEmpty() || user.equals(used)) {
            return true;
        }
        Set<String> allowed = rows.getOrDefault(user.get(), Set.of());
        return allowed.contains("*") || allowed.contains(used.get());
    }

    /** Names of rows that lean on a row below themselves: none in a table that runs from the bottom up. */
    List<String> rowsOutOfOrder() {
        List<String> wrong = new ArrayList<>();
        Set<String> before = new HashSet<>(Set.of("*", "model"));
        rows.forEach((name, allowed) -> {
            if (!before.containsAll(allowed)) {
                wrong.add(name);
            }
            before.add(name);
        });
        return wrong;
    }

    private static Optional<String> relative(String javaPackage) {
        return javaPackage.startsWith(ROOT + ".")
                ? Optional.of(javaPackage.substring(ROOT.length() + 1))
                : Optional.empty();
    }
}
