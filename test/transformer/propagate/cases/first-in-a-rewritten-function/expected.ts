export class Server {
  private attach(target) {
    console.log("attaching", target.port);
    const url = this.path + "/client.js";
    const map = this.path + "/client.js.map";
    const listeners = target.listeners("request").slice(0);
    const self = this;
    target.removeAll("request");
    target.on("request", function (request, response) {
      if (request.url.indexOf(map) === 0) self.serveMap(request, response);
      else if (request.url.indexOf(url) === 0) self.serve(request, response);
      else for (let i = 0; i < listeners.length; i++) listeners[i].call(target, request, response);
    });
  }
}
