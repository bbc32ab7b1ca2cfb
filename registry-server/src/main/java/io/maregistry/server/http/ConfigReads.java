package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ConfigPage;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigItem;
import io.maregistry.server.state.Root;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What configuration items say, now or once they have changed, and what they said: {@code /v1/configs}. */
final class ConfigReads {

    private static final AsciiString NO_SNIFFING = AsciiString.cached("x-content-type-options");

    private final Reads reads;
    private final Watching watching;
    private final WorkPool work;

    ConfigReads(Reads reads, Watching watching, WorkPool work) {
        this.reads = reads;
        this.watching = watching;
        this.work = work;
    }

    List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/v1/configs", Route.Intake.DROPPED, with("prefix", "limit", "after"), this::list),
                new Route(Verb.GET, "/v1/configs/{dataId}", Route.Intake.DROPPED, with("since", "wait"), this::show),
                new Route(Verb.GET, "/v1/configs/{dataId}/history", Route.Intake.DROPPED, with(), this::history));
    }

    private static List<String> with(String... own) {
        List<String> names = new ArrayList<>(List.of("namespace", "group"));
        names.addAll(List.of(own));
        names.addAll(Reads.PARAMETERS);
        return names;
    }

    private void show(Exchange exchange) {
        Query query = exchange.request().query();
        ConfigName name = Named.config(exchange.variable(0), query);
        String since = query.get("since");
        long waitMillis = query.duration("wait", ServiceResource.USUAL_WAIT, ServiceResource.MAX_WAIT)
                .toMillis();
        if (since != null) {
            poll(exchange, name, reads.token(since), waitMillis);
        } else if (query.get("wait") != null) {
            throw invalid("wait needs since");
        } else {
            reads.find(exchange, false, (root, labels) -> exchange.answer(item(exchange, name, root, labels)));
        }
    }

    private void poll(Exchange exchange, ConfigName name, ResumeToken since, long waitMillis) {
        LongPoll.Answering answering = new LongPoll.Answering() {
            @Override
            public void changed(Root root, Labels labels) {
                exchange.answer(item(exchange, name, root, labels));
            }

            @Override
            public void unchanged(Root root, Labels labels) {
                exchange.answer(Reads.unchanged(labels));
            }
        };
        exchange.goOnOnceThere(watching.after(since), from -> {
            if (from instanceof From.Anew) {
                reads.find(exchange, false, answering::changed);
            } else {
                new LongPoll(exchange, reads, watching, polled(name), since, answering).begin(waitMillis);
            }
        });
    }

    private static LongPoll.Polled polled(ConfigName name) {
        return new LongPoll.Polled() {
            @Override
            public long revision(Root root) {
                return root.revisionOf(name);
            }

            @Override
            public @Nullable ServiceName service() {
                return null;
            }

            @Override
            public Scope scope() {
                return Scope.Named.of(List.of(), List.of(name));
            }
        };
    }

    private static Answer item(Exchange exchange, ConfigName name, Root root, Labels labels) {
        ConfigItem item = root.config(name);
        if (item == null) {
            throw noSuchConfig(name);
        }
        String tag = ConfigTags.of(item.revision());
        if (ConfigTags.isIn(exchange.request().field(HttpHeaderNames.IF_NONE_MATCH), tag)) {
            return Reads.unchanged(labels).with(HttpHeaderNames.ETAG, tag);
        }
        AsciiString type = AsciiString.of(item.content().contentType());
        Body body = Body.of(item.content().text().getBytes(StandardCharsets.UTF_8));
        Answer answer = Answer.ok(labels, Payload.of(type, body))
                .with(HttpHeaderNames.ETAG, tag)
                .with(NO_SNIFFING, "nosniff") // a text that somebody published is not to be run as a page of ours
                .with(HttpHeaderNames.CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
        return body.length() == 0 ? answer.with(HttpHeaderNames.CONTENT_TYPE, type.toString()) : answer;
    }

    private void history(Exchange exchange) {
        ConfigName name = Named.config(exchange.variable(0), exchange.request().query());
        reads.serve(exchange, (root, labels) -> {
            ConfigHistory known = root.configs().get(name);
            if (known == null) {
                throw noSuchConfig(name);
            }
            return Answer.json(labels, ConfigJson.history(name, known.versions()));
        });
    }

    private void list(Exchange exchange) {
        ConfigPage page = page(exchange.request().query());
        reads.find(exchange, false, (root, labels) -> {
            if (ConfigPage.isLongToFind(root)) {
                exchange.answerWhen(work.call(() -> json(root, page)), json -> Answer.json(labels, json));
            } else {
                exchange.answer(Answer.json(labels, json(root, page)));
            }
        });
    }

    private static byte[] json(Root root, ConfigPage page) {
        ConfigPage.Found found = page.in(root);
        return ConfigJson.list(root, found.items(), found.next());
    }

    private static ConfigPage page(Query query) {
        String group = query.get("group");
        boolean isAll = ServiceName.ALL_GROUPS.equals(group);
        ServiceName place = Named.place(query.get("namespace"), isAll ? null : group);
        String after = query.get("after");
        String prefix = query.get("prefix");
        return new ConfigPage(
                place.namespace(),
                isAll ? null : place.group(),
                prefix == null ? "" : prefix,
                after == null ? null : Named.config(after, place),
                query.number("limit", ConfigPage.USUAL_LIMIT, 1, ConfigPage.MAX_LIMIT));
    }

    private static RegistryException noSuchConfig(ConfigName name) {
        return new RegistryException.NotFound(
                ErrorCode.NO_SUCH_CONFIG, "there is no configuration item " + Shown.text(name.key()));
    }

    private static RegistryException invalid(String message) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message);
    }
}
