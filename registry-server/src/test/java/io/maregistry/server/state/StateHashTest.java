package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Member;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Quota;
import io.maregistry.model.Release;
import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateHashTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 80, "x");
    private static final LiveNumbers LIVE = new LiveNumbers(1, 2, 3);

    private final Map<StateHash, String> seen = new HashMap<>();

    @Test
    void everySingleValueMovesTheHash() {
        differs("nothing", builder -> {});
        differs("instance", builder -> instance(builder, 1, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 6, LIVE));
        differs("handle", builder -> instance(builder, 2, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 6, LIVE));
        differs("status", builder -> instance(builder, 1, Content.PLAIN, Operator.NONE, Status.ERROR, 5, 6, LIVE));
        differs("registeredAt", b -> instance(b, 1, Content.PLAIN, Operator.NONE, Status.RUNNING, 6, 6, LIVE));
        differs("revision", b -> instance(b, 1, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 7, LIVE));
        differs("lastSeen", b -> live(b, new LiveNumbers(2, 2, 3)));
        differs("renewedAt", b -> live(b, new LiveNumbers(1, 3, 3)));
        differs("renewals", b -> live(b, new LiveNumbers(1, 2, 4)));
        differs("metrics", b -> live(b, told("cpu", "1")));
        differs("metric", b -> live(b, told("cpu", "2")));
        differs("metric's name", b -> live(b, told("gpu", "1")));
        differs("metrics of another", b -> {
            instance(b, 1, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 6, LIVE);
            b.instance(SERVICE, 2, other(), told("cpu", "1"));
        });
        contents();
        registered();
        checkStates();
        operators();
        differs("service revision", builder -> builder.service(SERVICE, 1, 0));
        differs("service version", builder -> builder.service(SERVICE, 0, 1));
        differs("service name", builder -> builder.service(ServiceName.of("a.C"), 0, 1));
        rows();
        scalars();
    }

    private static LiveNumbers told(String name, String number) {
        return new LiveNumbers(1, 2, 3, Metrics.of(Map.of(name, number)));
    }

    private static Instance other() {
        InstanceId id = new InstanceId("http", "10.0.0.2", 80, "x");
        return new Instance(id, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 6);
    }

    private void contents() {
        Parameters ab = Parameters.of(Map.of("a", "b"));
        content("parameter", new Content(ab, 100, Lease.DEFAULT, -1, null, null, Release.NONE));
        content("value", Content.PLAIN.withParameters(Parameters.of(Map.of("a", "c"))));
        content("key", Content.PLAIN.withParameters(Parameters.of(Map.of("c", "b"))));
        content("cut elsewhere", Content.PLAIN.withParameters(Parameters.of(Map.of("ab", ""))));
        content("weight", new Content(Parameters.empty(), 99, Lease.DEFAULT, -1, null, null, Release.NONE));
        content("persistent", leased(new Lease(false, -1, -1)));
        content("ttl", leased(new Lease(true, 5_000, -1)));
        content("grace", leased(new Lease(true, -1, 5_000)));
        content("generation", Content.PLAIN.withGeneration(0));
        content("instanceId", new Content(Parameters.empty(), 100, Lease.DEFAULT, -1, "n", null, Release.NONE));
        for (int change = 0; change < 9; change++) {
            content("check " + change, checked(check(change)));
        }
        for (int change = 0; change < 9; change++) {
            content("release " + change, released(release(change)));
        }
    }

    /** What the client registered, beside what operators made of it. */
    private void registered() {
        differs("registered", b -> b.instance(SERVICE, 1, patched(Content.PLAIN.withWeight(7)), LIVE));
        differs("registered otherwise", b -> b.instance(SERVICE, 1, patched(Content.PLAIN.withWeight(8)), LIVE));
        assertThat(patched(Content.PLAIN)).isEqualTo(patched(null));
    }

    private static Instance patched(@Nullable Content registered) {
        return new Instance(ID, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 6, registered);
    }

    /** What its check found. */
    private void checkStates() {
        for (int change = 0; change <= 5; change++) {
            CheckState found = new CheckState(
                    change == 0 ? CheckState.Verdict.GOOD : CheckState.Verdict.FAILING,
                    change == 1 ? 1 : 2,
                    change == 2 ? 1 : 3,
                    change == 3 ? "a" : "b",
                    change == 4 ? 1 : 5);
            differs("check state " + change, b -> b.instance(SERVICE, 1, judged(found), LIVE));
        }
        assertThat(judged(null).content()).isEqualTo(checked(check(-1)));
    }

    private static Instance judged(@Nullable CheckState found) {
        return new Instance(ID, checked(check(-1)), Operator.NONE, Status.RUNNING, 5, 6, null, found);
    }

    private void operators() {
        operator("disabled", new Operator(false, false, null, null));
        operator("draining", new Operator(true, true, null, null));
        operator("weight 0", new Operator(true, false, 0, null));
        operator("weight 1", new Operator(true, false, 1, null));
        operator("set Running", new Operator(true, false, null, Status.RUNNING));
        operator("set Offline", new Operator(true, false, null, Status.OFFLINE));
    }

    private void rows() {
        RequestId id = new RequestId(1, 2, 3);
        RememberedRequest.Result added = RememberedRequest.Result.ADDED;
        differs("request", b -> b.request(new RememberedRequest(9, id, added, 4, 5)));
        differs("request order", b -> b.request(new RememberedRequest(8, id, added, 4, 5)));
        differs("request id", b -> b.request(new RememberedRequest(9, id.plus(1), added, 4, 5)));
        differs("result", b -> b.request(new RememberedRequest(9, id, RememberedRequest.Result.SAME, 4, 5)));
        differs("request revision", b -> b.request(new RememberedRequest(9, id, added, 5, 5)));
        differs("request at", b -> b.request(new RememberedRequest(9, id, added, 4, 6)));
        differs("left", b -> b.generation(new LeftGeneration(9, SERVICE, ID, 1, 5)));
        differs("left generation", b -> b.generation(new LeftGeneration(9, SERVICE, ID, 2, 5)));
        differs("left at", b -> b.generation(new LeftGeneration(9, SERVICE, ID, 1, 6)));
        for (int change = 0; change <= 6; change++) {
            Protection protection = protection(change);
            differs("protection " + change, b -> b.protection(protection));
        }
        configs();
        differs("loss", b -> b.loss(new Loss(9, SERVICE, 1, 5)));
        differs("loss order", b -> b.loss(new Loss(8, SERVICE, 1, 5)));
        differs("loss of another", b -> b.loss(new Loss(9, ServiceName.of("a.C"), 1, 5)));
        differs("loss count", b -> b.loss(new Loss(9, SERVICE, 2, 5)));
        differs("loss at", b -> b.loss(new Loss(9, SERVICE, 1, 6)));
        for (int change = 0; change <= 9; change++) {
            ServiceName service = change == 8 ? ServiceName.of("a.C") : SERVICE;
            HistoryEntry entry = history(change);
            differs("history " + change, b -> b.history(service, entry));
        }
        for (int change = 0; change <= 9; change++) {
            KeptRelease release = line(change);
            differs("release line " + change, b -> b.release(release));
        }
        for (int change = 0; change < 9; change++) {
            Member member = member(change);
            differs("member " + change, b -> b.member(member));
        }
        for (int change = 1; change <= 11; change++) {
            Settings settings = settings(change);
            differs("settings " + change, b -> b.settings(settings));
        }
        items();
    }

    private void items() {
        item(new Namespace("blue", "", Quota.UNLIMITED, 1));
        item(new Namespace("green", "", Quota.UNLIMITED, 1));
        item(new Namespace("blue", "x", Quota.UNLIMITED, 1));
        item(new Namespace("blue", "", new Quota(1, 0), 1));
        item(new Namespace("blue", "", new Quota(0, 1), 1));
        item(new Namespace("blue", "", Quota.UNLIMITED, 2));
        item(new ServiceRouting("blue", "a", null, 1));
        item(new ServiceRouting("blu", "ea", null, 1));
        item(new ServiceRouting("blue", "a", null, 2));
        item(new ServiceRouting("blue", "a", Routing.to("g"), 1));
        item(new ServiceRouting("blue", "a", Routing.to("h"), 1));
        item(new ServiceRouting("blue", "a", Routing.weighted(Map.of("g", 1)), 1));
        item(new ServiceRouting("blue", "a", Routing.weighted(Map.of("g", 2)), 1));
        item(new ServiceRouting("blue", "a", Routing.weighted(Map.of("g", 1, "h", 0)), 1));
        item(new ServiceRouting("blue", "a", Routing.weighted(Map.of("g", 0, "h", 1)), 1));
        item(new ServiceRules(SERVICE, new Rules(Parameters.empty(), 3_000, Rules.UNSET), 1));
        item(new ServiceRules(ServiceName.of("a.C"), new Rules(Parameters.empty(), 3_000, Rules.UNSET), 1));
        item(new ServiceRules(SERVICE, new Rules(Parameters.empty(), 3_001, Rules.UNSET), 1));
        item(new ServiceRules(SERVICE, new Rules(Parameters.empty(), 3_000, 0), 1));
        item(new ServiceRules(SERVICE, new Rules(Parameters.empty(), 3_000, Rules.UNSET), 2));
        item(new ServiceRules(SERVICE, new Rules(Parameters.of(Map.of("a", "bc")), 3_000, Rules.UNSET), 1));
        item(new ServiceRules(SERVICE, new Rules(Parameters.of(Map.of("ab", "c")), 3_000, Rules.UNSET), 1));
    }

    private void item(Item item) {
        differs(item.toString(), b -> b.item(item));
    }

    private void configs() {
        ConfigName name = ConfigName.of("a");
        ConfigText text = new ConfigText("t", "text");
        differs("config", b -> b.config(name, new ConfigVersion(9, 5, text)));
        differs("config of another", b -> b.config(ConfigName.of("b"), new ConfigVersion(9, 5, text)));
        differs("config revision", b -> b.config(name, new ConfigVersion(8, 5, text)));
        differs("config at", b -> b.config(name, new ConfigVersion(9, 6, text)));
        differs("config removed", b -> b.config(name, new ConfigVersion(9, 5, null)));
        differs("config text", b -> b.config(name, new ConfigVersion(9, 5, new ConfigText("t", "tex"))));
        differs("config type", b -> b.config(name, new ConfigVersion(9, 5, new ConfigText("tt", "text"))));
        differs(
                "config twice",
                b -> b.config(name, new ConfigVersion(9, 5, text)).config(name, new ConfigVersion(10, 5, text)));
        differs("config floor", b -> b.configFloor(9));
        differs("config floor 10", b -> b.configFloor(10));
        differs("config items", b -> b.settings(limited(new Settings.ConfigLimits(1, 256L << 20))));
        differs("config bytes", b -> b.settings(limited(new Settings.ConfigLimits(100_000, 1))));
    }

    private static Settings limited(Settings.ConfigLimits configs) {
        return new Settings(20_000, 0, Settings.Doubt.DEFAULT, true, Settings.Limits.DEFAULT, configs);
    }

    private void scalars() {
        differs("cluster id", b -> b.scalars(new Scalars("c", 0, 0, 0, 0, 1, 0, 1)));
        differs("lineage", b -> b.scalars(new Scalars("", 1, 0, 0, 0, 1, 0, 1)));
        differs("state revision", b -> b.scalars(new Scalars("", 0, 1, 0, 0, 1, 0, 1)));
        differs("version", b -> b.scalars(new Scalars("", 0, 0, 1, 0, 1, 0, 1)));
        differs("clock", b -> b.scalars(new Scalars("", 0, 0, 0, 1, 1, 0, 1)));
        differs("next handle", b -> b.scalars(new Scalars("", 0, 0, 0, 0, 2, 0, 1)));
        differs("floor", b -> b.scalars(new Scalars("", 0, 0, 0, 0, 1, 1, 1)));
        differs("format level", b -> b.scalars(new Scalars("", 0, 0, 0, 0, 1, 0, 2)));
    }

    private void content(String what, Content content) {
        differs(what, builder -> instance(builder, 1, content, Operator.NONE, Status.RUNNING, 5, 6, LIVE));
    }

    private void operator(String what, Operator operator) {
        differs(what, builder -> instance(builder, 1, Content.PLAIN, operator, Status.RUNNING, 5, 6, LIVE));
    }

    private static void live(StateBuilder builder, LiveNumbers numbers) {
        instance(builder, 1, Content.PLAIN, Operator.NONE, Status.RUNNING, 5, 6, numbers);
    }

    private static void instance(
            StateBuilder builder,
            long handle,
            Content content,
            Operator operator,
            Status status,
            long registeredAt,
            long revision,
            LiveNumbers live) {
        builder.instance(SERVICE, handle, new Instance(ID, content, operator, status, registeredAt, revision), live);
    }

    private static Content leased(Lease lease) {
        return new Content(Parameters.empty(), 100, lease, -1, null, null, Release.NONE);
    }

    private static Content checked(HealthCheck check) {
        return new Content(Parameters.empty(), 100, Lease.DEFAULT, -1, null, check, Release.NONE);
    }

    private static Content released(Release release) {
        return new Content(Parameters.empty(), 100, Lease.DEFAULT, -1, null, null, release);
    }

    private static HealthCheck check(int change) {
        return new HealthCheck(
                change == 0 ? HealthCheck.Type.TCP : HealthCheck.Type.HTTP,
                change == 1 ? 81 : 80,
                change == 2 ? "/a" : "/",
                new HealthCheck.Pace(
                        change == 3 ? 9_000 : 10_000,
                        change == 4 ? 1_000 : 2_000,
                        change == 5 ? 1 : 2,
                        change == 6 ? 1 : 3),
                change == 7 ? Status.OFFLINE : Status.RUNNING,
                change == 8 ? 1_000 : 0);
    }

    private static Release release(int change) {
        return new Release(
                new Release.Product(text(change, 0), text(change, 1), text(change, 2), text(change, 3)),
                text(change, 4),
                text(change, 5),
                text(change, 6),
                text(change, 7),
                text(change, 8));
    }

    private static Member member(int change) {
        return new Member(
                text(change, 0),
                text(change, 1),
                text(change, 2),
                new Member.Addresses(text(change, 3), text(change, 4), text(change, 5)),
                text(change, 6),
                change == 7 ? 2 : 1);
    }

    private static Protection protection(int change) {
        return new Protection(
                change == 0 ? ServiceName.of("a.C") : SERVICE,
                change == 1 ? 1 : 2,
                change == 2 ? 1 : 3,
                change == 3 ? 1 : 4,
                change == 4 ? 1 : 5,
                change == 5 ? 1 : 6,
                change == 6 ? 1 : 7);
    }

    private static HistoryEntry history(int change) {
        return new HistoryEntry(
                change == 0 ? 1 : 2,
                change == 1 ? 1 : 2,
                change == 2 ? 1 : 3,
                change == 3 ? 1 : 4,
                change == 4 ? Change.Action.ADDED : Change.Action.REMOVED,
                change == 5 ? Change.Cause.OPERATOR : Change.Cause.SILENCE,
                change == 6 ? new InstanceId("http", "10.0.0.2", 80, "x") : ID,
                change == 7 ? 1 : 5,
                change == 9 ? "seen" : "");
    }

    private static KeptRelease line(int change) {
        return new KeptRelease(
                change == 0 ? ServiceName.of("a.C") : SERVICE,
                change == 1 ? 1 : 2,
                new ReleaseSpan(
                        change == 2 ? new InstanceId("http", "10.0.0.2", 80, "x") : ID,
                        change == 3 ? "other" : "name",
                        new Versions(change == 4 ? "1" : "2", change == 5 ? "1" : "3", change == 6 ? "1" : "4"),
                        change == 7 ? 1 : 5,
                        change == 8 ? 1 : 6));
    }

    private static Settings settings(int change) {
        return new Settings(
                change == 1 ? 5_000 : 20_000,
                change == 2 ? 1 : 0,
                new Settings.Doubt(
                        change == 7 ? 1 : 300, change == 8 ? 1 : 10, change == 9 ? 1 : 50, change == 10 ? 1 : 20_000),
                change != 3,
                new Settings.Limits(change == 4 ? 1 : 200_000, change == 5 ? 1 : 200_000, change == 6 ? 1 : 2_000_000),
                change == 11);
    }

    private static String text(int change, int place) {
        return change == place ? "changed" : "";
    }

    private void differs(String what, Consumer<StateBuilder> rows) {
        StateBuilder builder = new StateBuilder();
        rows.accept(builder);
        Root root = builder.build(Position.START).root();
        assertThat(root.hash()).as(what).isEqualTo(root.recomputedHash());
        assertThat(seen.put(root.hash(), what)).as("the twin of " + what).isNull();
        assertThat(StateHash.parse(root.hash().toString())).isEqualTo(root.hash());
    }
}
