package io.maregistry.tests;

import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.NodeInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Real processes that are one cluster, numbered from 1. One thread. */
final class ProcessCluster implements AutoCloseable {

    private static final int PORTS = 3;

    private final List<ServerProcess> nodes;

    private ProcessCluster(List<ServerProcess> nodes) {
        this.nodes = nodes;
    }

    /** {@code size} nodes with their folders below {@code directory}, not started. */
    static ProcessCluster of(int size, Path directory, String... flags) {
        List<ServerProcess.Place> places = places(size);
        List<String> all = new ArrayList<>(List.of(flags));
        if (size > 1) {
            all.add(places.stream()
                    .map(place -> place.name() + "=127.0.0.1:" + place.node())
                    .collect(Collectors.joining(",", "--raft-members=", "")));
        }
        return of(places, directory, all);
    }

    /** The same in hash mode. */
    static ProcessCluster hash(int size, Path directory, String... flags) {
        List<ServerProcess.Place> places = places(size);
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--election=hash");
        all.add(places.stream()
                .map(place -> "http://127.0.0.1:" + place.http())
                .collect(Collectors.joining(",", "--server-list=", "")));
        return of(places, directory, all);
    }

    private static ProcessCluster of(List<ServerProcess.Place> places, Path directory, List<String> flags) {
        return new ProcessCluster(places.stream()
                .map(place -> new ServerProcess(directory.resolve(place.name()), place, flags))
                .toList());
    }

    private static List<ServerProcess.Place> places(int size) {
        List<Integer> ports = FreePorts.take(size * PORTS);
        List<ServerProcess.Place> places = new ArrayList<>();
        for (int at = 0; at < size; at++) {
            int first = at * PORTS;
            places.add(new ServerProcess.Place(
                    "n" + (at + 1), ports.get(first), ports.get(first + 1), ports.get(first + 2)));
        }
        return places;
    }

    /** Starts all and waits until all serve. */
    ProcessCluster start() {
        try {
            nodes.forEach(ServerProcess::start);
            nodes.forEach(ServerProcess::awaitReady);
            return this;
        } catch (RuntimeException | Error unable) {
            close();
            throw unable;
        }
    }

    ServerProcess node(int number) {
        return nodes.get(number - 1);
    }

    List<ServerProcess> nodes() {
        return nodes;
    }

    /** All but that one. */
    List<ServerProcess> othersThan(ServerProcess one) {
        return nodes.stream().filter(node -> node != one).toList();
    }

    List<HttpCalls> http() {
        return nodes.stream().map(ServerProcess::http).toList();
    }

    /** The running node that says it leads; waits for one. */
    ServerProcess leader() {
        return Awaitility.await("a leader")
                .atMost(ServerProcess.PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> nodes.stream()
                                .filter(ServerProcess::isAlive)
                                .filter(node -> NodeInfo.of(node.http()).isLeader())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        nodes.forEach(ServerProcess::close);
    }
}
