package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Moment;
import io.maregistry.server.registry.Server;
import io.maregistry.server.registry.Transfers;
import io.maregistry.server.state.Root;
import io.maregistry.wire.JsonInput;
import io.maregistry.wire.JsonOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The nodes, and who leads them: {@code /info}, {@code /cluster}, {@code /leader}, {@code /sl}, {@code /v1/cluster…}. */
final class ClusterResource {

    private final ClusterView cluster;
    private final Discovery discovery;
    private final Transfers transfers;
    private final Reads reads;
    private final boolean isInsecure;

    ClusterResource(ClusterView cluster, Discovery discovery, Transfers transfers, Reads reads, boolean isInsecure) {
        this.cluster = cluster;
        this.discovery = discovery;
        this.transfers = transfers;
        this.reads = reads;
        this.isInsecure = isInsecure;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Verb verb : List.of(Verb.GET, Verb.POST)) {
            routes.add(read(verb, "/info", this::info));
            routes.add(read(verb, "/cluster", this::servers));
            routes.add(read(verb, "/leader", this::leader));
        }
        routes.add(new Route(Verb.POST, "/sl", Route.Intake.DROPPED, List.of(), this::lead));
        routes.add(new Route(Verb.GET, "/v1/cluster", Route.Intake.DROPPED, Reads.PARAMETERS, this::whole));
        routes.add(new Route(Verb.POST, "/v1/cluster/transfer", Route.Intake.GATHERED, List.of(), this::transfer));
        routes.add(new Route(Verb.POST, "/v1/cluster/yield", Route.Intake.GATHERED, List.of(), this::yieldTo));
        return routes;
    }

    private static Route read(Verb verb, String path, Endpoint endpoint) {
        return new Route(verb, path, Route.Intake.DROPPED, List.of(), endpoint);
    }

    private void info(Exchange exchange) {
        Root root = discovery.unchecked();
        exchange.answer(server(cluster.labels(root), root, cluster.self(root)));
    }

    private void servers(Exchange exchange) {
        reads.serve(
                exchange,
                (root, labels) -> Answer.json(labels, JsonOutput.bytes(json -> {
                    json.writeStartArray();
                    for (Server server : cluster.servers(root)) {
                        json(root).write(json, server);
                    }
                    json.writeEndArray();
                })));
    }

    private void leader(Exchange exchange) {
        boolean byHash = isByHash(exchange.request().query().get("election"));
        reads.serve(
                exchange,
                (root, labels) -> server(labels, root, byHash ? cluster.hashLeader(root) : cluster.leader(root)));
    }

    private static boolean isByHash(@Nullable String election) {
        if (election != null && !election.equals("hash")) {
            throw new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, "election must be hash");
        }
        return election != null;
    }

    private void lead(Exchange exchange) {
        answerTransfer(exchange, transfers.toThisNode());
    }

    private void transfer(Exchange exchange) {
        answerTransfer(exchange, transfers.toMember(target(exchange.received().bytes())));
    }

    private void yieldTo(Exchange exchange) {
        exchange.answerWhen(transfers.yieldTo(target(exchange.received().bytes())), done -> {
            Root root = discovery.unchecked();
            return server(cluster.labels(root), root, cluster.self(root));
        });
    }

    /** Shows the new leader as it was when it took over; leadership may have moved on since. */
    private void answerTransfer(Exchange exchange, CompletionStage<Moment> done) {
        exchange.answerWhen(done, then -> {
            Root root = discovery.unchecked();
            return server(cluster.labels(root, then), root, cluster.leader(root, then));
        });
    }

    private static String target(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        String[] to = {""};
        in.begin();
        in.fields(name -> {
            if (name.equals("to")) {
                to[0] = in.text();
            } else {
                in.skip();
            }
        });
        in.end();
        return to[0];
    }

    private void whole(Exchange exchange) {
        reads.serve(exchange, (root, labels) -> {
            List<Server> servers = cluster.servers(root);
            return Answer.json(labels, JsonOutput.bytes(json -> {
                json.writeStartObject();
                json.writeStringField("clusterId", root.scalars().clusterId());
                json.writeStringField("mode", cluster.mode());
                json.writeNumberField("term", labels.position().term());
                for (Server server : servers) {
                    if (server.isLeader()) {
                        json.writeStringField("leader", server.name());
                    }
                }
                json.writeArrayFieldStart("members");
                for (Server server : servers) {
                    json(root).write(json, server);
                }
                json.writeEndArray();
                json.writeEndObject();
            }));
        });
    }

    private Answer server(Labels labels, Root root, Server server) {
        return Answer.json(labels, JsonOutput.bytes(json -> json(root).write(json, server)));
    }

    private ServerJson json(Root root) {
        return new ServerJson(cluster.mode(), root.scalars().lineage(), isInsecure);
    }
}
