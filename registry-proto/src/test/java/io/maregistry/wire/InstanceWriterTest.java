package io.maregistry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceWriterTest {

    private static final Metrics METRICS = Metrics.of(Map.of("cpu", "45.50", "qps", "1000"));

    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "x");
    private static final Instance PLAIN =
            new Instance(ID, Content.PLAIN, Operator.NONE, Status.RUNNING, 1_763_700_000_000L, 41);
    private static final Instance DEV = new Instance(
            ID,
            Content.PLAIN.withParameters(Parameters.of(Map.of("env", "dev"))),
            Operator.NONE,
            Status.RUNNING,
            1_763_700_000_000L,
            41);
    private static final Instance FULL = new Instance(
            new InstanceId("https", "::1", 443, ""),
            new Content(
                    Parameters.empty(),
                    50,
                    new Lease(false, 9_000, 1_000),
                    12,
                    "second",
                    new HealthCheck(HealthCheck.Type.TCP, 443, "", HealthCheck.Pace.DEFAULT, Status.ERROR, 0),
                    new Release(new Release.Product("a", "", "", ""), "u", "", "", "", "")),
            new Operator(false, true, 10, Status.UPDATING),
            Status.OFFLINE,
            1_763_700_000_000L,
            42);

    @Test
    void documentFormIsTheFiveFieldsOfV1() {
        assertThat(json(out -> InstanceWriter.document(out, DEV)))
                .isEqualTo("{'scheme':'http','host':'10.0.0.1','port':8080,'context':'x','parameters':{'env':'dev'}}");
    }

    @Test
    void documentFormHasAContextAlwaysAndParametersOnlyWhereThereAreAny() {
        assertThat(json(out -> InstanceWriter.document(out, FULL)))
                .isEqualTo("{'scheme':'https','host':'::1','port':443,'context':''}");
    }

    @Test
    void listedFormOfAPlainInstanceIsTheDocumentForm() {
        assertThat(json(out -> InstanceWriter.listed(out, DEV)))
                .isEqualTo(json(out -> InstanceWriter.document(out, DEV)));
    }

    @Test
    void listedFormAddsWhatDiffersFromItsDefault() {
        assertThat(json(out -> InstanceWriter.listed(out, FULL)))
                .isEqualTo("{'scheme':'https','host':'::1','port':443,'context':'','weight':10,'enabled':false,"
                        + "'status':'Updating','healthy':false,'ephemeral':false,'ttlMs':9000,'offlineGraceMs':1000,"
                        + "'draining':true,'override':{'weight':10,'status':'Updating'},'generation':12,"
                        + "'instanceId':'second','check':{'type':'tcp','port':443,'intervalMs':10000,"
                        + "'timeoutMs':2000,'rise':2,'fall':3,'initial':'Error','removeAfterMs':0},"
                        + "'appId':'a','updateTime':'u'}");
    }

    @Test
    void nativeFormIsTheOneOfTheDescription() {
        assertThat(json(out -> InstanceWriter.nativeForm(out, PLAIN, 20_000, null)))
                .isEqualTo("{'id':'http://10.0.0.1:8080/x','scheme':'http','host':'10.0.0.1','port':8080,"
                        + "'context':'x','parameters':{},'weight':100,'enabled':true,'status':'Running',"
                        + "'healthy':true,'ephemeral':true,'ttlMs':20000,'registeredAt':1763700000000,'revision':41}");
    }

    @Test
    void bothFormsShowWhatTheCheckFound() {
        CheckState found = new CheckState(CheckState.Verdict.GOOD, 7, 1_763_700_000_000L, "HTTP/1.1 204", 3);
        Instance checked = FULL.judged(found, Status.RUNNING, 43);
        String result =
                "'checkResult':{'verdict':'good','since':1763700000000,'evidence':'HTTP/1.1 204','latencyMs':3}}";

        assertThat(json(out -> InstanceWriter.listed(out, checked))).endsWith("'updateTime':'u'," + result);
        assertThat(json(out -> InstanceWriter.nativeForm(out, checked, 20_000, null)))
                .endsWith("'updateTime':'u'," + result);
    }

    @Test
    void nativeFormShowsTheInstancesOwnTtlAndItsLiveFieldsWhereAskedFor() {
        assertThat(json(out -> InstanceWriter.nativeForm(
                        out, FULL, 20_000, new InstanceWriter.Live(1_763_700_000_500L, 3, 8_500, METRICS))))
                .startsWith("{'id':'https://[::1]:443',")
                .contains("'ttlMs':9000,", "'draining':true,'override':{'weight':10,'status':'Updating'}")
                .endsWith("'lastSeen':1763700000500,'heartbeatCount':3,'remainingMs':8500,"
                        + "'metrics':{'cpu':45.50,'qps':1000}}");
    }

    @Test
    void nativeFormOfOneThatToldNoMetricsDoesNotNameThem() {
        assertThat(json(out -> InstanceWriter.nativeForm(
                        out, PLAIN, 20_000, new InstanceWriter.Live(1, 0, InstanceWriter.Live.NEVER, Metrics.NONE))))
                .endsWith("'lastSeen':1,'heartbeatCount':0}");
    }

    private static String json(JsonOutput.Body body) {
        return new String(JsonOutput.bytes(body), StandardCharsets.UTF_8).replace('"', '\'');
    }
}
