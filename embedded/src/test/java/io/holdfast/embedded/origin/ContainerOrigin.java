package io.holdfast.embedded.origin;

import java.net.URI;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** PostgreSQL and another S3 server, each in a container, on ports of this machine. */
public final class ContainerOrigin implements Origin {
    private static final int POSTGRES_PORT = 5432;
    private static final String PASSWORD = "not a secret";

    private final GenericContainer<?> database;
    private final ContainerS3 s3;
    private int major;

    private ContainerOrigin(GenericContainer<?> database, ContainerS3 s3) {
        this.database = database;
        this.s3 = s3;
    }

    public static ContainerOrigin start() throws Exception {
        var origin = new ContainerOrigin(postgres(), ContainerS3.start());
        try {
            origin.database.start();
            origin.letReplicate();
            origin.major = Integer.parseInt(origin.query("show server_version_num")) / 10_000;
            return origin;
        } catch (Exception | Error e) {
            origin.close();
            throw e;
        }
    }

    /** Where restored it runs on another machine, which may know no locale but C. */
    private static GenericContainer<?> postgres() {
        return new GenericContainer<>(ContainerSetting.POSTGRES_IMAGE.value())
                .withEnv(
                        Map.of(
                                "POSTGRES_PASSWORD",
                                PASSWORD,
                                "POSTGRES_INITDB_ARGS",
                                "--locale=C --encoding=UTF8"))
                .withExposedPorts(POSTGRES_PORT)
                // once for the server that only initializes, once for good
                .waitingFor(
                        Wait.forLogMessage(".*database system is ready to accept connections.*", 2)
                                .withStartupTimeout(ContainerSetting.PATIENCE));
    }

    /** Images let everybody query and nobody stream; the rule is written by the server itself. */
    private void letReplicate() {
        String rules = query("show hba_file");
        execute(
                "copy (select 'host replication all all scram-sha-256') to program 'cat >> "
                        + rules
                        + "'",
                "select pg_reload_conf()");
    }

    @Override
    public int major() {
        return major;
    }

    @Override
    public String host() {
        return database.getHost();
    }

    @Override
    public int port() {
        return database.getMappedPort(POSTGRES_PORT);
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public URI s3() {
        return s3.endpoint();
    }

    @Override
    public String accessKey() {
        return s3.accessKey();
    }

    @Override
    public String secretKey() {
        return s3.secretKey();
    }

    @Override
    public String newDirectory(String name) {
        String directory = "/tmp/" + name;
        execute("copy (select 1) to program 'mkdir " + directory + "'");
        return directory;
    }

    @Override
    public void loseDatabase() {
        database.getDockerClient().killContainerCmd(database.getContainerId()).exec();
    }

    @Override
    public void close() {
        database.stop();
        s3.close();
    }
}
