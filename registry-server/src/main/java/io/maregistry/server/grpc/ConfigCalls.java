package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ConfigEntry;
import io.maregistry.proto.v1.ConfigHistoryReply;
import io.maregistry.proto.v1.ConfigHistoryRequest;
import io.maregistry.proto.v1.ConfigOutcome;
import io.maregistry.proto.v1.ConfigReply;
import io.maregistry.proto.v1.GetConfigReply;
import io.maregistry.proto.v1.GetConfigRequest;
import io.maregistry.proto.v1.ListConfigsReply;
import io.maregistry.proto.v1.ListConfigsRequest;
import io.maregistry.proto.v1.PublishConfigRequest;
import io.maregistry.proto.v1.RemoveConfigRequest;
import io.maregistry.proto.v1.RollbackConfigRequest;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.ConfigPage;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigItem;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PutConfig;
import io.maregistry.wire.ConfigKeys;
import io.maregistry.wire.ConfigMessages;
import io.maregistry.wire.ConfigTexts;
import io.maregistry.wire.ServiceKeys;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The calls of configuration items. On event loops. */
final class ConfigCalls {

    private final ConfigItems configs;
    private final Roots roots;
    private final WorkPool work;
    private final Replies replies;

    ConfigCalls(ConfigItems configs, Roots roots, WorkPool work, Replies replies) {
        this.configs = configs;
        this.roots = roots;
        this.work = work;
        this.replies = replies;
    }

    void publish(PublishConfigRequest request, StreamObserver<ConfigReply> caller) {
        replies.answer(
                caller,
                () -> {
                    ConfigText content = ConfigTexts.lawful(
                            () -> new ConfigText(ConfigTexts.type(request.getContentType()), request.getContent()));
                    long expected = request.hasExpectedRevision()
                            ? expected(request.getExpectedRevision())
                            : PutConfig.ANY_REVISION;
                    return configs.publish(
                            new ConfigItems.Target(ConfigMessages.name(request.getKey(), "key"), expected),
                            content,
                            request(request.getRequestId()));
                },
                done -> reply(done, ConfigTexts.md5(request.getContent())));
    }

    void remove(RemoveConfigRequest request, StreamObserver<ConfigReply> caller) {
        replies.answer(
                caller,
                () -> {
                    long expected = request.hasExpectedRevision()
                            ? expected(request.getExpectedRevision())
                            : PutConfig.ANY_REVISION;
                    return configs.remove(
                            new ConfigItems.Target(ConfigMessages.name(request.getKey(), "key"), expected),
                            request(request.getRequestId()));
                },
                done -> reply(done, ""));
    }

    void rollBack(RollbackConfigRequest request, StreamObserver<ConfigReply> caller) {
        replies.answer(
                caller,
                () -> {
                    long expected = request.hasExpectedRevision()
                            ? expected(request.getExpectedRevision())
                            : PutConfig.ANY_REVISION;
                    if (request.getRevision() < 1) {
                        throw invalid("revision is missing", "revision");
                    }
                    return configs.rollBack(
                            new ConfigItems.Target(ConfigMessages.name(request.getKey(), "key"), expected),
                            request.getRevision(),
                            request(request.getRequestId()));
                },
                done -> {
                    ConfigText now = ConfigItems.textAt(
                            roots.newest(),
                            ConfigMessages.name(request.getKey()),
                            done.outcome().revision());
                    return reply(done, now == null ? "" : ConfigTexts.md5(now.text()));
                });
    }

    private static long expected(long given) {
        if (given < 0) {
            throw invalid("expected_revision is too high", "expected_revision");
        }
        return given;
    }

    private static @Nullable RequestId request(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return RequestId.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw invalid(String.valueOf(malformed.getMessage()), "request_id");
        }
    }

    private ConfigReply reply(Written<Outcome.ConfigWritten> done, String md5) {
        Outcome.ConfigWritten outcome = done.outcome();
        return ConfigReply.newBuilder()
                .setHeader(Headers.of(roots.labels().ofWrite(outcome.revision(), done.isAppliedHere())))
                .setOutcome(
                        switch (outcome.kind()) {
                            case PUBLISHED -> ConfigOutcome.CONFIG_OUTCOME_PUBLISHED;
                            case SAME -> ConfigOutcome.CONFIG_OUTCOME_SAME;
                            case REMOVED -> ConfigOutcome.CONFIG_OUTCOME_REMOVED;
                            case ABSENT -> ConfigOutcome.CONFIG_OUTCOME_ABSENT;
                        })
                .setRevision(outcome.revision())
                .setMd5(md5)
                .build();
    }

    void get(GetConfigRequest request, StreamObserver<GetConfigReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            ConfigName name = ConfigMessages.name(request.getKey(), "key");
            ConfigItem item = found.root().config(name);
            if (item == null) {
                throw noSuchConfig();
            }
            GetConfigReply.Builder reply = GetConfigReply.newBuilder().setHeader(Headers.of(found.labels()));
            if (item.revision() == request.getKnownRevision()) {
                reply.setNotModified(true);
            } else {
                reply.setItem(message(item).setContent(item.content().text()));
            }
            return CompletableFuture.completedStage(reply.build());
        });
    }

    void history(ConfigHistoryRequest request, StreamObserver<ConfigHistoryReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            ConfigHistory known = found.root().configs().get(ConfigMessages.name(request.getKey(), "key"));
            if (known == null) {
                throw noSuchConfig();
            }
            ConfigHistoryReply.Builder reply = ConfigHistoryReply.newBuilder().setHeader(Headers.of(found.labels()));
            List<ConfigVersion> oldestFirst = known.versions();
            for (int at = oldestFirst.size() - 1; at >= 0; at--) {
                reply.addEntries(entry(oldestFirst.get(at)));
            }
            return CompletableFuture.completedStage(reply.build());
        });
    }

    private static ConfigEntry entry(ConfigVersion version) {
        ConfigEntry.Builder entry =
                ConfigEntry.newBuilder().setRevision(version.revision()).setAtMs(version.atMillis());
        ConfigText content = version.content();
        return content == null
                ? entry.setAction("removed").build()
                : entry.setAction("published")
                        .setSize(content.bytes())
                        .setContentType(content.contentType())
                        .build();
    }

    void list(ListConfigsRequest request, StreamObserver<ListConfigsReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            ConfigPage page = page(request);
            return ConfigPage.isLongToFind(found.root())
                    ? work.call(() -> reply(page, found))
                    : CompletableFuture.completedStage(reply(page, found));
        });
    }

    private static ListConfigsReply reply(ConfigPage page, Roots.Found found) {
        ConfigPage.Found items = page.in(found.root());
        ListConfigsReply.Builder reply = ListConfigsReply.newBuilder().setHeader(Headers.of(found.labels()));
        items.items().forEach(item -> reply.addItems(message(item)));
        ConfigName next = items.next();
        return next == null ? reply.build() : reply.setNext(next.key()).build();
    }

    private static ConfigPage page(ListConfigsRequest request) {
        boolean isAll = request.getGroup().equals(ServiceName.ALL_GROUPS);
        ServiceName place =
                ServiceKeys.service("any", orNull(request.getNamespace()), isAll ? null : orNull(request.getGroup()));
        int limit = request.getLimit() == 0 ? ConfigPage.USUAL_LIMIT : request.getLimit();
        if (limit < 1 || limit > ConfigPage.MAX_LIMIT) {
            throw invalid("limit must be at most " + ConfigPage.MAX_LIMIT, "limit");
        }
        return new ConfigPage(
                place.namespace(),
                isAll ? null : place.group(),
                request.getPrefix(),
                request.getAfter().isEmpty() ? null : ConfigKeys.config(request.getAfter(), null, null),
                limit);
    }

    private static io.maregistry.proto.v1.ConfigItem.Builder message(ConfigItem item) {
        return io.maregistry.proto.v1.ConfigItem.newBuilder()
                .setKey(ConfigMessages.toMessage(item.name()))
                .setRevision(item.revision())
                .setAtMs(item.atMillis())
                .setContentType(item.content().contentType())
                .setSize(item.content().bytes());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static RegistryException noSuchConfig() {
        return new RegistryException.NotFound(ErrorCode.NO_SUCH_CONFIG, "there is no such configuration item");
    }

    private static RegistryException invalid(String message, String place) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message, place);
    }
}
