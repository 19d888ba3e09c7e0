package io.holdfast.controlplane.api;

import io.holdfast.controlplane.access.Authentication;
import io.holdfast.controlplane.access.Tokens;
import io.holdfast.controlplane.access.Users;
import io.holdfast.controlplane.api.call.Answered;
import io.holdfast.controlplane.api.call.AuditedCalls;
import io.holdfast.controlplane.api.call.Call;
import io.holdfast.controlplane.api.call.Calls;
import io.holdfast.controlplane.api.contract.ContractRoles;
import io.holdfast.controlplane.contract.ContractTimes;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import io.holdfast.proto.v1.AccessGrpcService;
import io.holdfast.proto.v1.ChangePasswordRequest;
import io.holdfast.proto.v1.ChangePasswordResponse;
import io.holdfast.proto.v1.CreateTokenRequest;
import io.holdfast.proto.v1.CreateTokenResponse;
import io.holdfast.proto.v1.CreateUserRequest;
import io.holdfast.proto.v1.CreateUserResponse;
import io.holdfast.proto.v1.DeleteUserRequest;
import io.holdfast.proto.v1.DeleteUserResponse;
import io.holdfast.proto.v1.ListTokensResponse;
import io.holdfast.proto.v1.ListUsersResponse;
import io.holdfast.proto.v1.LoginRequest;
import io.holdfast.proto.v1.LoginResponse;
import io.holdfast.proto.v1.LogoutResponse;
import io.holdfast.proto.v1.ResetPasswordRequest;
import io.holdfast.proto.v1.ResetPasswordResponse;
import io.holdfast.proto.v1.RevokeTokenRequest;
import io.holdfast.proto.v1.RevokeTokenResponse;
import io.holdfast.proto.v1.SetUserRoleRequest;
import io.holdfast.proto.v1.SetUserRoleResponse;
import io.holdfast.proto.v1.Token;
import io.holdfast.proto.v1.User;
import io.holdfast.proto.v1.WhoAmIResponse;
import io.vertx.core.json.JsonObject;

/** The calls of {@code Access}. */
final class AccessApi {
    private final Database database;
    private final Authentication authentication;
    private final Users users;
    private final Tokens tokens;

    AccessApi(Database database, Authentication authentication, Users users, Tokens tokens) {
        this.database = database;
        this.authentication = authentication;
        this.users = users;
        this.tokens = tokens;
    }

    void bind(Calls calls) {
        calls.act(
                AccessGrpcService.Login,
                (call, request) -> subject(request.getUser()),
                this::login);
        calls.act(
                AccessGrpcService.Logout,
                (call, request) -> "token:" + call.caller().tokenId(),
                (call, request) -> sql -> logout(call, sql));
        calls.look(AccessGrpcService.WhoAmI, (call, request) -> whoAmI(call));
        calls.act(
                AccessGrpcService.ChangePassword,
                (call, request) -> subject(call.caller().user()),
                this::changePassword);
        calls.look(AccessGrpcService.ListUsers, (call, request) -> listUsers());
        calls.act(
                AccessGrpcService.CreateUser,
                (call, request) -> subject(request.getName()),
                this::createUser);
        calls.act(
                AccessGrpcService.SetUserRole,
                (call, request) -> subject(request.getName()),
                this::setUserRole);
        calls.act(
                AccessGrpcService.ResetPassword,
                (call, request) -> subject(request.getName()),
                this::resetPassword);
        calls.act(
                AccessGrpcService.DeleteUser,
                (call, request) -> subject(request.getName()),
                this::deleteUser);
        calls.look(AccessGrpcService.ListTokens, (call, request) -> listTokens(call));
        calls.act(
                AccessGrpcService.CreateToken,
                (call, request) -> subject(call.caller().user()),
                this::createToken);
        calls.act(
                AccessGrpcService.RevokeToken,
                (call, request) -> "token:" + request.getId(),
                this::revokeToken);
    }

    private AuditedCalls.InTransaction<LoginResponse> login(Call call, LoginRequest request) {
        Authentication.Admitted admitted =
                authentication.login(request.getUser(), request.getPassword(), call.origin());
        return sql -> {
            Tokens.Made made = admitted.admit(sql);
            LoginResponse response =
                    LoginResponse.newBuilder()
                            .setToken(made.secret())
                            .setExpiresAt(ContractTimes.of(made.token().expiresAt()))
                            .setRole(ContractRoles.of(made.token().role()))
                            .build();
            return Answered.of(response).to(json(made.token()));
        };
    }

    private Answered<LogoutResponse> logout(Call call, Sql sql) {
        tokens.revoke(sql, call.caller(), call.caller().tokenId());
        return Answered.of(LogoutResponse.getDefaultInstance());
    }

    private static WhoAmIResponse whoAmI(Call call) {
        return WhoAmIResponse.newBuilder()
                .setUser(call.caller().user())
                .setRole(ContractRoles.of(call.caller().role()))
                .setExpiresAt(ContractTimes.of(call.caller().expiresAt()))
                .build();
    }

    private AuditedCalls.InTransaction<ChangePasswordResponse> changePassword(
            Call call, ChangePasswordRequest request) {
        Authentication.PasswordChecked checked =
                authentication.checkPassword(call.caller(), request.getCurrent(), call.origin());
        String hash = users.hashOfChosen(request.getReplacement());
        return sql -> {
            checked.require(sql);
            users.setPassword(sql, call.caller().user(), hash, call.caller().tokenId());
            return Answered.of(ChangePasswordResponse.getDefaultInstance());
        };
    }

    private ListUsersResponse listUsers() {
        return ListUsersResponse.newBuilder()
                .addAllUsers(users.list(database).stream().map(AccessApi::user).toList())
                .build();
    }

    private AuditedCalls.InTransaction<CreateUserResponse> createUser(
            Call call, CreateUserRequest request) {
        Users.NewPassword password = users.newPassword();
        return sql -> {
            Users.Made made =
                    users.create(
                            sql, request.getName(), ContractRoles.of(request.getRole()), password);
            CreateUserResponse response =
                    CreateUserResponse.newBuilder()
                            .setUser(user(made.user()))
                            .setPassword(made.password())
                            .build();
            return Answered.of(response).to(json(made.user()));
        };
    }

    private AuditedCalls.InTransaction<SetUserRoleResponse> setUserRole(
            Call call, SetUserRoleRequest request) {
        return sql -> {
            Users.User before = users.require(sql, request.getName());
            Users.User after =
                    users.setRole(sql, request.getName(), ContractRoles.of(request.getRole()));
            SetUserRoleResponse response =
                    SetUserRoleResponse.newBuilder().setUser(user(after)).build();
            return Answered.of(response).from(json(before)).to(json(after));
        };
    }

    private AuditedCalls.InTransaction<ResetPasswordResponse> resetPassword(
            Call call, ResetPasswordRequest request) {
        Users.NewPassword password = users.newPassword();
        return sql -> {
            users.setPassword(sql, request.getName(), password.hash(), "");
            ResetPasswordResponse response =
                    ResetPasswordResponse.newBuilder().setPassword(password.password()).build();
            return Answered.of(response);
        };
    }

    private AuditedCalls.InTransaction<DeleteUserResponse> deleteUser(
            Call call, DeleteUserRequest request) {
        return sql -> {
            Users.User before = users.require(sql, request.getName());
            users.delete(sql, request.getName());
            return Answered.of(DeleteUserResponse.getDefaultInstance()).from(json(before));
        };
    }

    private ListTokensResponse listTokens(Call call) {
        return ListTokensResponse.newBuilder()
                .addAllTokens(
                        tokens.list(database, call.caller()).stream()
                                .map(AccessApi::token)
                                .toList())
                .build();
    }

    private AuditedCalls.InTransaction<CreateTokenResponse> createToken(
            Call call, CreateTokenRequest request) {
        return sql -> {
            Tokens.Made made =
                    tokens.create(
                            sql,
                            call.caller(),
                            request.getPurpose(),
                            ContractRoles.of(request.getRole()),
                            ContractTimes.of(request.getLifetime()));
            CreateTokenResponse response =
                    CreateTokenResponse.newBuilder()
                            .setToken(token(made.token()))
                            .setSecret(made.secret())
                            .build();
            return Answered.of(response).to(json(made.token()));
        };
    }

    private AuditedCalls.InTransaction<RevokeTokenResponse> revokeToken(
            Call call, RevokeTokenRequest request) {
        return sql -> {
            tokens.revoke(sql, call.caller(), request.getId());
            return Answered.of(RevokeTokenResponse.getDefaultInstance());
        };
    }

    private static String subject(String user) {
        return "user:" + user;
    }

    private static JsonObject json(Users.User user) {
        return new JsonObject()
                .put("name", user.name())
                .put("role", ContractRoles.name(user.role()));
    }

    private static JsonObject json(Tokens.Token token) {
        return new JsonObject()
                .put("id", token.id())
                .put("user", token.user())
                .put("purpose", token.purpose())
                .put("role", ContractRoles.name(token.role()))
                .put("expiresAt", token.expiresAt().toString());
    }

    private static User user(Users.User user) {
        User.Builder builder =
                User.newBuilder()
                        .setName(user.name())
                        .setRole(ContractRoles.of(user.role()))
                        .setCreatedAt(ContractTimes.of(user.createdAt()));
        if (user.lastLoginAt() != null) {
            builder.setLastLoginAt(ContractTimes.of(user.lastLoginAt()));
        }
        return builder.build();
    }

    private static Token token(Tokens.Token token) {
        Token.Builder builder =
                Token.newBuilder()
                        .setId(token.id())
                        .setUser(token.user())
                        .setPurpose(token.purpose())
                        .setRole(ContractRoles.of(token.role()))
                        .setCreatedAt(ContractTimes.of(token.createdAt()))
                        .setExpiresAt(ContractTimes.of(token.expiresAt()));
        if (token.lastUsedAt() != null) {
            builder.setLastUsedAt(ContractTimes.of(token.lastUsedAt()));
        }
        return builder.build();
    }
}
